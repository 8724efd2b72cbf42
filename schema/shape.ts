import * as v from 'valibot';
import { cutNote } from './cut-note.ts';

/**
 * What a value is: read by the compiler (`TypeOf`), by every border that takes one (`faultOf`), and by the public
 * description of the API, which is printed from it. All that is said of a field, in words too, is said in its shape. Valibot
 * makes them: types come without generating code, JSON Schema by its own converter, only what is used is bundled, and the
 * sentence of each rule is ours.
 */
export type Shape<T> = v.GenericSchema<T, T>;
export type TypeOf<S extends v.GenericSchema> = v.InferOutput<S>;

/** What the public description says of a value beside its type, in terms of JSON Schema. */
type Told = { format?: string; contentEncoding?: string; examples?: readonly (string | number)[] };

const told = <T>(description: string, more?: Record<string, unknown>) =>
  v.metadata<T, Record<string, unknown>>({ description, ...more });

/** Bounds of a number: `least` and `most` are included, `above` is not. */
export type Bounds = { least?: number; above?: number; most?: number };

/** What a number within bounds is called: `a number of at least 0 and at most 60`. */
function expectedNumber({ least, above, most }: Bounds): string {
  const bounds = [
    ...(least === undefined ? [] : [`at least ${least}`]),
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(most === undefined ? [] : [`at most ${most}`]),
  ];
  return bounds.length > 0 ? `a number of ${bounds.join(' and ')}` : 'a number';
}

/** NaN and the infinities fit no bounds. */
const fits = ({ least, above, most }: Bounds) => {
  const low = least ?? -Number.MAX_VALUE;
  const high = most ?? Number.MAX_VALUE;
  return (value: number) => value >= low && value <= high && !(above !== undefined && value <= above);
};

const limits = ({ least, above, most }: Bounds) => ({
  ...(least !== undefined && { minimum: least }),
  ...(above !== undefined && { exclusiveMinimum: above }),
  ...(most !== undefined && { maximum: most }),
});

/** Of NaN and the infinities the bounds speak, which they fit none of. */
const anyNumber = v.custom<number>(value => typeof value === 'number', 'a number');

export const number = (description: string, bounds: Bounds = {}, more?: Told): Shape<number> =>
  v.pipe(
    anyNumber,
    v.check(fits(bounds), expectedNumber(bounds)),
    told(description, { type: 'number', ...limits(bounds), ...more }),
  );

/** A number without a fraction that a double holds exactly. */
export const whole = (description: string, bounds: Bounds = {}, more?: Told): Shape<number> =>
  v.pipe(
    anyNumber,
    v.check(value => Number.isSafeInteger(value), 'a whole number'),
    v.check(fits(bounds), expectedNumber(bounds)),
    told(description, { type: 'integer', ...limits(bounds), ...more }),
  );

/** One of a few numbers, as `expected` names them. */
export const numberOf = (numbers: readonly number[], description: string, expected: string): Shape<number> =>
  v.pipe(
    anyNumber,
    v.check(value => numbers.includes(value), expected),
    told(description, { type: 'integer', enum: numbers }),
  );

/** Longest name, in characters, where nothing else is said. */
const LONGEST_NAME = 300;
const CONTROL = /\p{Cc}/u;

/** A name, by which things are told apart: nothing of it may be lost on its way through JSON and the store. */
export const name = (description: string, most = LONGEST_NAME, more?: Told): Shape<string> =>
  v.pipe(
    v.string(`a text of 1 to ${most} characters`),
    v.check(text => text.length > 0 && text.length <= most, `a text of 1 to ${most} characters`),
    v.check(text => text.isWellFormed() && !CONTROL.test(text), 'a text without control characters'),
    told(description, { minLength: 1, maxLength: most, ...more }),
  );

/** Any text. */
export const text = (description: string, more?: Told): Shape<string> =>
  v.pipe(v.string('a text'), told(description, more));

/** What only explains, whatever it says: its beginning, as reading it leaves of it. */
export const note = (description: string, most?: number): Shape<string> =>
  v.pipe(
    v.string('a text'),
    v.transform(said => cutNote(said, most)),
    told(description),
  );

/** One of a few words. A `title` is its name in TypeScript, as published, and in the public description. */
export const word = <const Word extends string>(
  words: readonly Word[],
  description: string,
  title?: string,
): Shape<Word> => v.pipe(v.picklist(words, `one of ${words.join(', ')}`), told(description, { title }));

/** Always the same. */
export const constant = <const Value extends string>(value: Value, description: string): Shape<Value> =>
  v.pipe(v.literal(value, JSON.stringify(value)), told(description));

export const flag = (description: string): Shape<boolean> =>
  v.pipe(v.boolean('true or false'), told(description));

/** What is true where it is there at all. */
export const mark = (description: string): Shape<true> =>
  v.pipe(v.literal(true, 'true or nothing'), told(description));

/** What may be absent from its record, for the reason that its description tells. */
export const optional = <T>(shape: Shape<T>) => v.exactOptional(shape);

/** Fields by their names; no other is taken, as what it means would be lost. `title` as of a word. */
export const record = <const Fields extends v.ObjectEntries>(
  fields: Fields,
  description = '',
  title?: string,
) =>
  v.pipe(v.strictObject(fields, 'an object'), told(description, { title })) as Shape<
    v.InferOutput<v.StrictObjectSchema<Fields, string>>
  >;

export const list = <T>(of: Shape<T>, description?: string): Shape<T[]> =>
  description === undefined ? v.array(of, 'an array') : v.pipe(v.array(of, 'an array'), told(description));

/** So many values, each of its own shape. */
export const tuple = <const Shapes extends v.TupleItems>(shapes: Shapes, description: string) =>
  v.pipe(v.strictTuple(shapes, `${shapes.length} values`), told(description)) as Shape<
    v.InferOutput<v.StrictTupleSchema<Shapes, string>>
  >;
