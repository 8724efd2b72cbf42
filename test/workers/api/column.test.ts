import { applyD1Migrations, reset } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import type { Exchange } from '../../../schema/exchange.ts';
import type { Candle } from '../../../schema/market.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { seedCandles, waveCandles } from '../../support/seed-candles.ts';
import { flatCandles, seedCandles as seedRows } from '../../support/seed-market.ts';
import { forgetSymbols, inside, step } from '../../support/symbol-record.ts';
import { ask, seedColumns } from './market.ts';

const db = env.DB;
const end = Date.UTC(2024, 7, 6);

beforeEach(async () => {
  await reset();
  await applyD1Migrations(db, env.MIGRATIONS);
});

/** The ledger as `format=csv` tells it. */
const ledger = async (from: number): Promise<string> =>
  (await ask(`/v1/score?symbol=BTC&format=csv&from=${from}&to=${end}`)).text();

/** Of how many of the ledger's digests `/v1/column` has the column, has another, and has none. */
async function checked(from: number) {
  const lines = (await ledger(from)).trim().split('\n').slice(1);
  const told = await Promise.all(
    lines.map(async line => {
      const [time, , , , , , digest] = line.split(',');
      if (!digest) return 'none';
      const answer = await ask(`/v1/column?symbol=BTC&time=${time}`);
      if (answer.status === 404) return 'gone';
      return (await sha256(await answer.text())) === digest ? 'equal' : 'other';
    }),
  );
  const count = (what: (typeof told)[number]) => told.filter(found => found === what).length;
  return { equal: count('equal'), other: count('other'), gone: count('gone') };
}

const sha256 = async (text: string) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).toHex();

async function stepAll(limit: number, now: number): Promise<void> {
  while ((await step('BTC', { now, limit })).more);
}

const seed = async (exchange: Exchange, candles: readonly Candle[]) => {
  for (let i = 0; i < candles.length; i += 500)
    await seedCandles(db, 'BTC', exchange, candles.slice(i, i + 500));
};

test('the ledger is the same however many candles a run takes, and each of its digests can be checked', async () => {
  const from = end - 16 * DAY;
  await seed('binance', waveCandles(from, 16 * 24));
  const ledgers: string[] = [];
  for (const limit of [5000, 100, 7]) {
    await forgetSymbols('BTC');
    await stepAll(limit, end + DAY);
    ledgers.push(await ledger(from));
  }
  expect(ledgers[1]).toBe(ledgers[0]);
  expect(ledgers[2]).toBe(ledgers[0]);
  // Hourly columns are kept for 14 days, so that as many rows have a digest: all of columns that are stored.
  expect(await checked(from)).toEqual({ equal: 14 * 24, other: 0, gone: 0 });
});

test('digests of columns of candles that have become finer since can be checked, until the columns are gone', async () => {
  const turn = end - 6 * HOUR;
  await seed('binance', waveCandles(turn - 10 * HOUR, 10));
  await stepAll(1_000, turn + 10 * MINUTE);
  await seed('binance', waveCandles(turn, 72, 5 * MINUTE));
  await stepAll(1_000, end + DAY);
  // All candles but the first are forecast: nine hourly ones, then 72.
  expect(await checked(turn - DAY)).toMatchObject({ equal: 9 + 72, other: 0, gone: 0 });
  await inside('BTC', own => {
    for (const table of ['open', 'closed']) own.sql.exec(`DELETE FROM ${table} WHERE width = ?`, 5 * MINUTE);
  });
  // The last column before midnight is the last of its tile in every width, and so written alike in all.
  expect(await checked(turn - DAY)).toMatchObject({ equal: 9 + 1, other: 0, gone: 71 });
});

test('of candles of a minute every fifth closes with a column', async () => {
  const from = end - 2 * HOUR;
  await seed('binance', waveCandles(from, 120, MINUTE));
  await stepAll(1_000, end + DAY);
  expect(await checked(from)).toMatchObject({ equal: 24, other: 0, gone: 0 });
});

test('without a row in the ledger a column is found by its opening, in the finest width only', async () => {
  await seedRows(db, { symbol: 'BTC', exchange: 'binance' }, flatCandles(end - DAY, HOUR, 24, 50_000));
  const key = { symbol: 'BTC', exchange: 'all' } as const;
  await seedColumns({ ...key, resolution: HOUR }, [
    { time: end - 2 * HOUR, usd: { 48000: 1 } },
    { time: end - HOUR, usd: { 48000: 2e6 } },
  ]);
  await seedColumns({ ...key, resolution: 2 * HOUR }, [{ time: end - 4 * HOUR, usd: { 48000: 1 } }]);
  const text = await (await ask(`/v1/column?symbol=BTC&time=${end - 2 * HOUR}`)).text();
  // One dollar is code 1, `AB`; `A` is all exchanges, `AB` one level.
  expect(text).toMatch(/^A[\w+/]{6}ABAB$/);
  expect(await (await ask(`/v1/column?symbol=BTC&time=${end - HOUR}`)).text()).not.toBe(text);
  expect((await ask(`/v1/column?symbol=BTC&time=${end - 4 * HOUR}`)).status).toBe(404);
});

test('a column that is not there is a 404, a missing time a 400', async () => {
  await seedRows(db, { symbol: 'BTC', exchange: 'binance' }, flatCandles(end - DAY, HOUR, 24, 50_000));
  expect((await ask(`/v1/column?symbol=BTC&time=${end}`)).status).toBe(404);
  expect((await ask('/v1/column?symbol=BTC')).status).toBe(400);
});
