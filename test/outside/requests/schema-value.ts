import fc from 'fast-check';
import type { Schema } from './description.ts';

/** JSON numbers hold no more; a 64-bit integer does. */
const INT64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

/**
 * Values that a schema allows, as texts of a URL before encoding; an array gives several. Throws for a word of the
 * schema that is not known here: what is not understood cannot be tried.
 */
export function schemaValue(schema: Schema): fc.Arbitrary<string | string[]> {
  if (schema.const !== undefined) return fc.constant(String(schema.const));
  if (schema.enum) return fc.constantFrom(...schema.enum.map(String));
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map(schemaValue));
  const [type, ...more] = [schema.type ?? 'string'].flat().filter(name => name !== 'null');
  if (more.length > 0)
    return fc.oneof(...[type, ...more].map(one => schemaValue({ ...schema, type: one as string })));
  switch (type) {
    case 'string':
      return textOf(schema);
    case 'integer':
      return integerOf(schema);
    case 'number':
      return numberOf(schema);
    case 'boolean':
      return fc.constantFrom('true', 'false');
    case 'array':
      return arrayOf(schema);
    default:
      throw new Error(`description: expected a type that fits into a URL, got ${JSON.stringify(schema)}`);
  }
}

function textOf({ pattern, format, minLength = 0, maxLength = 80 }: Schema): fc.Arbitrary<string> {
  const fits = (text: string) => [...text].length >= minLength && [...text].length <= maxLength;
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern, 'u')).filter(fits);
  if (format === 'uri' || format === 'uri-reference')
    return fc.webUrl({ withQueryParameters: true, withFragments: true });
  if (format !== undefined) throw new Error(`description: expected a known format, got ${format}`);
  return fc.oneof(
    fc.string({ minLength, maxLength: Math.min(maxLength, 80) }),
    fc.string({ unit: 'binary', minLength, maxLength: Math.min(maxLength, 80) }),
  );
}

function integerOf({
  minimum,
  maximum,
  exclusiveMinimum,
  exclusiveMaximum,
  multipleOf = 1,
}: Schema): fc.Arbitrary<string> {
  const unit = BigInt(multipleOf);
  const least =
    exclusiveMinimum === undefined ? bound(minimum, INT64.least) : bound(exclusiveMinimum, 0n) + 1n;
  const most = exclusiveMaximum === undefined ? bound(maximum, INT64.most) : bound(exclusiveMaximum, 0n) - 1n;
  const whole = fc.bigInt({ min: -(-least / unit), max: most / unit }).map(value => value * unit);
  return fc
    .oneof(whole, fc.constantFrom(least, most))
    .filter(value => value >= least && value <= most && value % unit === 0n)
    .map(String);
}

const bound = (value: number | undefined, otherwise: bigint): bigint =>
  value === undefined ? otherwise : BigInt(value);

/** Written as JSON and every client would: `100507.94924609363`, `1e+21`. */
function numberOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): fc.Arbitrary<string> {
  const min = exclusiveMinimum ?? minimum ?? -Number.MAX_VALUE;
  const max = exclusiveMaximum ?? maximum ?? Number.MAX_VALUE;
  const usual = fc.integer({
    min: Math.ceil(Math.max(min, -1e9)),
    max: Math.max(Math.ceil(min), Math.floor(Math.min(max, 1e9))),
  });
  return fc
    .oneof(usual, fc.double({ min, max, noNaN: true }), fc.constantFrom(min, max, 1e9, 1e21, 1.5e-7))
    .filter(
      value => value >= min && value <= max && !(value === exclusiveMinimum) && !(value === exclusiveMaximum),
    )
    .map(value => String(Object.is(value, -0) ? 0 : value));
}

function arrayOf({ items = {}, minItems = 0, maxItems = 5, uniqueItems = false }: Schema) {
  const one = schemaValue(items).map(String);
  const length = { minLength: minItems, maxLength: Math.min(maxItems, 8) };
  return uniqueItems ? fc.uniqueArray(one, length) : fc.array(one, length);
}
