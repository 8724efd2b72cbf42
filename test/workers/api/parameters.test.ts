import { expect, test } from 'vitest';
import { endpoints } from '../../../workers/api/endpoints.ts';
import { severalOf } from '../../../workers/api/parameter.ts';

type Told = { default?: unknown; enum?: string[]; minimum?: number; maximum?: number; pattern?: string };

const parameters = endpoints.flatMap(({ path, parameters }) =>
  Object.entries(parameters).map(([name, parameter]) => ({ path, name, ...parameter })),
);

test.each(parameters)(
  '$name of $path is read as it is described',
  ({ path, example, read, fallback, schema }) => {
    const told = schema as Told;
    expect(read(String(example)), `the example ${example}`).not.toBeUndefined();
    if (told.pattern) expect(String(example)).toMatch(new RegExp(told.pattern));
    for (const word of told.enum ?? []) expect(read(word), word).not.toBeUndefined();
    const isSaid = !Array.isArray(fallback) && fallback !== Number.POSITIVE_INFINITY;
    // An attribute of the element has its default there.
    if (isSaid && path !== '/embed/{symbol}') expect(told.default).toBe(fallback);
    const { minimum, maximum } = told;
    if (minimum !== undefined) expect(read(String(minimum)), `the least, ${minimum}`).not.toBeUndefined();
    if (minimum !== undefined) expect(read(String(minimum - 1)), 'less than the least').toBeUndefined();
    if (maximum !== undefined) expect(read(String(maximum)), `the most, ${maximum}`).not.toBeUndefined();
    if (maximum !== undefined) expect(read(String(maximum + 1)), 'more than the most').toBeUndefined();
  },
);

test('several words are described as they are read, with commas between them', () => {
  const { read, schema } = severalOf(['low', 'high'], { description: '', example: 'low' });
  const pattern = new RegExp(String(schema.pattern));
  for (const text of ['low', 'low,high', 'high,low']) {
    expect(text).toMatch(pattern);
    expect(read(text)).not.toBeUndefined();
  }
  for (const text of ['', 'low,', 'low high', 'mid', 'low,mid']) {
    expect(text).not.toMatch(pattern);
    if (text !== '') expect(read(text), text).toBeUndefined();
  }
});
