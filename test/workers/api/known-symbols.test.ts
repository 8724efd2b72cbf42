import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { HOUR } from '../../../schema/range.ts';
import { findMarket } from '../../../workers/api/market.ts';
import { countRows } from '../../support/count-rows.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';
import { takeIn } from '../../support/symbol-record.ts';

const start = Date.UTC(2024, 7, 5);
const seed = (symbol: string) =>
  seedCandles(env.DB, { symbol, exchange: 'binance' }, flatCandles(start, HOUR, 24, 100));

beforeEach(async () => {
  await clearMarkets(env.DB);
});

const refusal = async (db: D1Database, symbol: string | undefined): Promise<string> => {
  await takeIn();
  const error = await findMarket(db, { symbol, exchange: 'all' }).catch((error: unknown) => error);
  return ((await (error as { res: Response }).res.json()) as { expected: string }).expected;
};

test('an unknown symbol costs a row, and is told those there are', async () => {
  for (const symbol of ['BTC', 'ETH']) await seed(symbol);
  const counted = countRows(env.DB);
  for (let i = 0; i < 10; i++) expect(await refusal(counted.db, `NOPE${i}`)).toBe('one of BTC, ETH');
  expect([counted.statements(), counted.rows()]).toEqual([10, 10]);
});

test('what is listed is what there is', async () => {
  await seed('BTC');
  expect(await refusal(env.DB, undefined)).toBe('one of BTC');
  await seed('SOL');
  expect(await refusal(env.DB, 'ETH')).toBe('one of BTC, SOL');
  await clearMarkets(env.DB);
  expect(await refusal(env.DB, 'BTC')).toBe('a symbol with data; none is stored yet');
});

test('fifty are listed, and that there are more', async () => {
  const names = Array.from({ length: 51 }, (_, i) => `S${String(i).padStart(2, '0')}`);
  for (const name of names) await seed(name);
  expect(await refusal(env.DB, 'BTC')).toBe(
    `one of ${names.slice(0, 50).join(', ')} and more (see /v1/symbols)`,
  );
});
