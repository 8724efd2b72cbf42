import { env } from 'cloudflare:workers';
import { eq } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { scores } from '../../../schema/tables.ts';
import { type Asked, prepared } from '../../../workers/store/prepared.ts';
import { saveScore } from '../../../workers/store/scores.ts';

let built = 0;
const read = prepared((on, { symbol }: Asked<'symbol'>) => {
  built++;
  return on.select({ time: scores.time }).from(scores).where(eq(scores.symbol, symbol));
});

/** A database that remembers what it was asked. */
function remembering() {
  const asked: string[] = [];
  const db = new Proxy(env.DB, {
    get: (own, method) =>
      method === 'prepare'
        ? (text: string) => {
            asked.push(text);
            return own.prepare(text);
          }
        : Reflect.get(own, method).bind(own),
  });
  return { db, asked };
}

beforeEach(async () => {
  await env.DB.exec('DELETE FROM scores');
  await saveScore(env.DB, 'BTC', { time: 1, score: '{}' });
  await saveScore(env.DB, 'ETH', { time: 2, score: '{}' });
});

test('a select is built once and answers what each call asks', async () => {
  expect(await read(env.DB, { symbol: 'BTC' })).toEqual([{ time: 1 }]);
  expect(await read(env.DB, { symbol: 'ETH' })).toEqual([{ time: 2 }]);
  expect(await read(env.DB, { symbol: 'NOPE' })).toEqual([]);
  expect(built).toBe(1);
});

test('calls that overlap each ask their own database', async () => {
  const [one, other] = [remembering(), remembering()];
  const answers = await Promise.all([
    read(one.db, { symbol: 'BTC' }),
    read(other.db, { symbol: 'ETH' }),
    read(one.db, { symbol: 'ETH' }),
  ]);
  expect(answers).toEqual([[{ time: 1 }], [{ time: 2 }], [{ time: 2 }]]);
  expect([one.asked.length, other.asked.length]).toEqual([2, 1]);
});

test('a failure is what the database said', async () => {
  const broken = {
    prepare: () => ({ bind: () => ({ raw: () => Promise.reject(new Error('D1_ERROR: gone')) }) }),
  };
  await expect(read(broken as unknown as D1Database, { symbol: 'BTC' })).rejects.toThrow('D1_ERROR: gone');
});
