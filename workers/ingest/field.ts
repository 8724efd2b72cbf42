import { type Fault, faultText } from '../../schema/plausible.ts';
import { cutNote } from '../store/cut-note.ts';

/** A row as it came, with the part of a batch that it stands in, for errors: `candles`. */
export type RawRow = { part: string; fields: Readonly<Record<string, unknown>> };

/** Something in a batch that is not what it should be: which field, what was expected, what came. */
export class FieldError extends Error {
  override name = 'FieldError';
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(faultText(fault));
    this.fault = fault;
  }
}

/** The error of a value that is not what was expected. */
export const unexpected = (field: string, expected: string, value: unknown): FieldError =>
  new FieldError({ field, expected, got: shown(value) });

const wrong = ({ part }: RawRow, name: string, expected: string, value: unknown): FieldError =>
  unexpected(`${part}.${name}`, expected, value);

type NumberRule = { min?: number; max?: number; integer?: true };

/** Without a rule any number; what it may be in a market says `schema/plausible.ts`. */
export function numberField(row: RawRow, name: string, rule: NumberRule = {}): number {
  const value = row.fields[name];
  const { min = -Number.MAX_VALUE, max = Number.MAX_VALUE, integer } = rule;
  const fits = typeof value === 'number' && value >= min && value <= max;
  if (!fits || (integer && !Number.isSafeInteger(value))) throw wrong(row, name, describe(rule), value);
  return value;
}

/** A name, by which rows are told apart: nothing of it may be lost on its way through JSON and the store. */
export function nameField(row: RawRow, name: string, max: number): string {
  const value = row.fields[name];
  const fits = typeof value === 'string' && value.length > 0 && value.length <= max;
  if (!fits) throw wrong(row, name, `a text of 1 to ${max} characters`, value);
  if (!value.isWellFormed() || CONTROL.test(value))
    throw wrong(row, name, 'a text without control characters', value);
  return value;
}
const CONTROL = /\p{Cc}/u;

/** What only explains, whatever it says: its beginning. */
export function noteField(row: RawRow, name: string, most: number): string {
  const value = row.fields[name];
  if (typeof value !== 'string') throw wrong(row, name, 'a text', value);
  return cutNote(value, most);
}

export function choiceField<Choice extends string>(
  row: RawRow,
  name: string,
  choices: readonly Choice[],
): Choice {
  const value = row.fields[name];
  const choice = choices.find(one => one === value);
  if (choice === undefined) throw wrong(row, name, `one of ${choices.join(', ')}`, value);
  return choice;
}

export function trueField(row: RawRow, name: string): true {
  if (row.fields[name] !== true) throw wrong(row, name, 'true or nothing', row.fields[name]);
  return true;
}

/** `{ [name]: value }` where the field is there, `{}` where it is absent or null. */
export function optional<Name extends string, Value>(
  row: RawRow,
  name: Name,
  read: (row: RawRow, name: Name) => Value,
): { [Key in Name]?: Value } {
  const value = row.fields[name];
  if (value === undefined || value === null) return {};
  return { [name]: read(row, name) } as { [Key in Name]: Value };
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function describe({ min, max, integer }: NumberRule): string {
  const bounds = [min !== undefined && `at least ${min}`, max !== undefined && `at most ${max}`].filter(
    Boolean,
  );
  return `${integer ? 'an integer' : 'a number'}${bounds.length > 0 ? ` of ${bounds.join(' and ')}` : ''}`;
}

/** As JSON has it, but for numbers that it has no word for. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  return cutNote(typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value)), 100);
}
