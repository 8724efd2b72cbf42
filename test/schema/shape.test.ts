import { expect, test } from 'vitest';
import { faultOf, faultText } from '../../schema/fault.ts';
import { jsonSchema } from '../../schema/json-schema.ts';
import {
  list,
  name,
  note,
  number,
  numberOf,
  optional,
  record,
  type Shape,
  text,
  tuple,
  whole,
} from '../../schema/shape.ts';

/** What is said of a value, '' where nothing is wrong with it. */
function said<T>(shape: Shape<T>, value: unknown): string {
  const fault = faultOf(shape, value);
  return fault ? faultText(fault) : '';
}

test.each([
  [number('', { least: 1, most: 2 }), [1, 1.5, 2], [0.999, 2.001]],
  [number('', { above: 0 }), [Number.MIN_VALUE, Number.MAX_VALUE], [0, -0, -1]],
  [number(''), [0, -5e300], [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, '1', null]],
  [whole('', { least: 0 }), [0, 2 ** 53 - 1], [-1, 0.5, 2 ** 53, 1e21]],
  [numberOf([5, 60], '', '5 or 60'), [5, 60], [6, '5', Number.NaN]],
  [name('', 3), ['a', 'abc', 'ü💥'], ['', 'abcd', 'a\n', 'a\u0085', '\ud800', 5]],
  [text(''), ['', '\n'], [5, undefined]],
  [note('', 3), ['', 'much longer'], [5]],
  [tuple([number(''), text('')], ''), [[1, 'a']], [[1], [1, 'a', 2], ['a', 1]]],
  [list(number('')), [[], [1, 2]], [{}, [1, '2'], undefined]],
  [record({ a: number(''), b: optional(number('')) }), [{ a: 1 }, { a: 1, b: 2 }], [{}, { a: 1, c: 2 }, []]],
] as [Shape<unknown>, unknown[], unknown[]][])(
  'takes what is within it alone: case %#',
  (shape, taken, refused) => {
    for (const value of taken) expect([value, said(shape, value)]).toEqual([value, '']);
    for (const value of refused) expect([value, said(shape, value)]).not.toEqual([value, '']);
  },
);

test('says where inside of a value the first fault is, and what of it', () => {
  const nested = record({ rows: list(record({ price: number('', { above: 0, most: 9 }) })) });
  const say = (value: unknown) => said(nested, value);
  expect(say({ rows: [{ price: 1 }, { price: 0 }] })).toBe(
    'rows.1.price: expected a number of above 0 and at most 9, got 0',
  );
  expect(say({ rows: [{ price: '1' }] })).toBe('rows.0.price: expected a number, got "1"');
  expect(say({ rows: [{}] })).toBe('rows.0.price: expected it to be there, got nothing');
  expect(say({ rows: [{ price: 1, size: 2 }] })).toBe('rows.0.size: expected no such field, got 2');
  expect(say({ rows: 5 })).toBe('rows: expected an array, got 5');
  expect(said(whole('', { least: 1 }), 0.5)).toBe(': expected a whole number, got 0.5');
});

test('is described with its bounds, as JSON Schema has them', () => {
  expect(jsonSchema(number('Of it.', { least: 1, most: 2 }))).toEqual({
    ...{ type: 'number', description: 'Of it.', minimum: 1, maximum: 2 },
  });
  expect(jsonSchema(whole('Of it.', { above: 0 }))).toEqual({
    ...{ type: 'integer', description: 'Of it.', exclusiveMinimum: 0 },
  });
  expect(jsonSchema(numberOf([5, 60], 'Of it.', '5 or 60'))).toEqual({
    ...{ type: 'integer', description: 'Of it.', enum: [5, 60] },
  });
  expect(jsonSchema(name('Of it.', 3))).toEqual({
    ...{ type: 'string', description: 'Of it.', minLength: 1, maxLength: 3 },
  });
  expect(jsonSchema(tuple([number('One.'), text('Two.')], 'Both.'))).toMatchObject({
    minItems: 2,
    maxItems: 2,
  });
  // Whoever reads an answer must take one that has more.
  expect(jsonSchema(record({ a: number('One.'), b: optional(text('Two.')) }, 'Both.'))).toEqual({
    ...{ type: 'object', description: 'Both.', required: ['a'] },
    properties: {
      a: { type: 'number', description: 'One.' },
      b: { type: 'string', description: 'Two.' },
    },
  });
});
