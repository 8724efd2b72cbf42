import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { preparedStatement } from '../../../workers/store/prepared.ts';
import { readFeedMinutes } from '../../../workers/store/read-feed-minutes.ts';
import { exchangesOf } from '../../../workers/store/read-tracks.ts';

/** A database that notes what it is asked, and has no rows. */
function noting() {
  const asked: { text: string; values: unknown[] }[] = [];
  const prepare = (text: string) => ({
    bind: (...values: unknown[]) => {
      asked.push({ text, values });
      return { raw: async () => [] };
    },
  });
  return { asked, db: { prepare } as unknown as D1Database };
}

test('a select that one database was asked with is asked of another with the values of that call', async () => {
  const [one, other] = [noting(), noting()];
  await Promise.all([exchangesOf(one.db, 'BTC'), exchangesOf(other.db, 'ETH')]);
  expect(one.asked.map(({ values }) => values)).toEqual([['BTC']]);
  expect(other.asked.map(({ values }) => values)).toEqual([['ETH']]);
});

test('a list has as many places as values, whatever length was asked first', async () => {
  const { asked, db } = noting();
  for (const exchanges of [['okx', 'bybit'], ['okx']] as const)
    await readFeedMinutes(db, { exchanges, from: 0, to: 1 });
  expect(asked.map(({ values }) => values)).toEqual([
    ['okx', 'bybit', 0, 1],
    ['okx', 0, 1],
  ]);
});

test('a statement is built once, and each call binds its own values', () => {
  const { asked, db } = noting();
  let built = 0;
  const statement = preparedStatement<'id'>((_, { id }) => {
    built++;
    return sql`DELETE FROM scores WHERE id = ${id}`;
  });
  statement(db, { id: 1 });
  statement(db, { id: 2 });
  expect(built).toBe(1);
  expect(asked).toEqual([
    { text: 'DELETE FROM scores WHERE id = ?', values: [1] },
    { text: 'DELETE FROM scores WHERE id = ?', values: [2] },
  ]);
});
