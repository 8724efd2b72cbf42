import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { sqlSum as sumOfField } from '../../../workers/symbol/record/sql-sum.ts';
import { seededRandom } from '../../support/random-rows.ts';

const sqlSum = (values: readonly (number | undefined)[]) =>
  sumOfField(
    values.map(value => ({ value })),
    'value',
  );

/** What SQLite gives of values that are bound one by one, as no text says them exactly. */
async function stored(values: readonly (number | undefined)[]): Promise<number | undefined> {
  const rows = values.map(() => '(?)').join();
  const sum = await env.DB.prepare(`SELECT sum(CAST(column1 AS REAL)) AS sum FROM (VALUES ${rows})`)
    .bind(...values.map(value => value ?? null))
    .first<number | null>('sum');
  return sum ?? undefined;
}

test('a sum is that of SQLite to the last bit, where adding up plainly is not', async () => {
  const nasty = [
    [0.1, 0.2, 0.3, 0.4],
    [1, 1e100, 1, -1e100],
    [1e16, 1, -1e16],
    [1e308, 1, 2 ** -1074, -1e308],
    [3, -0, 0],
    [undefined, 0.1, undefined, 0.7],
    Array.from({ length: 90 }, (_, i) => 10 ** (i % 18) / 7),
  ];
  for (const values of nasty) expect(sqlSum(values)).toBe(await stored(values));
  expect(sqlSum([1, 1e100, 1, -1e100])).toBe(2);
  expect(sqlSum([1e308, 1e308])).toBe(Number.POSITIVE_INFINITY);
});

test('whatever the values are, the sum is that of SQLite', async () => {
  const random = seededRandom(7);
  for (let i = 0; i < 60; i++) {
    const values = Array.from({ length: 1 + Math.floor(random() * 90) }, () => {
      const value = (random() - 0.3) * 10 ** Math.floor(random() * 20);
      return random() < 0.1 ? undefined : value;
    });
    expect(sqlSum(values)).toBe(await stored(values));
  }
});

test('of nothing there is no sum', async () => {
  expect(sqlSum([])).toBeUndefined();
  expect(sqlSum([undefined])).toBeUndefined();
  expect(await stored([undefined])).toBeUndefined();
});
