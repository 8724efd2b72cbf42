import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import { DAY, RANGE_NAMES } from '../../../schema/range.ts';
import { answerInside } from '../../../workers/api/answer-inside.ts';
import { app } from '../../../workers/api/app.ts';
import type { SymbolObject } from '../../../workers/cron/symbol-object.ts';
import type { Own } from '../../../workers/symbol/own.ts';
import { countRows } from '../../support/count-rows.ts';
import { clearMarkets, flatCandles, seedBars, seedCandles } from '../../support/seed-market.ts';
import { inside, takeIn } from '../../support/symbol-record.ts';
import { environment, seedColumns } from './market.ts';

const DAYS = 370;
const end = Date.UTC(2025, 0, 6);
const start = end - DAYS * DAY;
const EXCHANGES = ['binance', 'bybit', 'okx'] as const;

beforeAll(async () => {
  await clearMarkets(env.DB);
  for (const exchange of EXCHANGES) {
    const track = { symbol: 'BTC', exchange };
    const candles = flatCandles(start, DAY, DAYS, 50_000);
    await seedCandles(env.DB, track, candles);
    await seedBars(
      env.DB,
      track,
      candles.map(({ time }) => ({ time, step: DAY, longUsd: 1e6, shortUsd: 2e6 })),
    );
  }
  for (const exchange of ['all', 'okx'] as const)
    await seedColumns(
      { symbol: 'BTC', exchange, resolution: DAY },
      Array.from({ length: DAYS }, (_, i) => ({ time: start + i * DAY, usd: { 48000: 1e6, 52000: 1e6 } })),
    );
  await takeIn();
});

/** The rows of D1 that a question reads which nobody has asked before. */
async function rowsOfD1(path: string): Promise<number> {
  const counted = countRows(env.DB);
  const PUBLIC_ORIGIN = `https://${crypto.randomUUID()}.test`;
  const response = await app.request(
    PUBLIC_ORIGIN + path,
    {},
    environment('replay', { PUBLIC_ORIGIN, DB: counted.db }),
  );
  expect(response.status, path).toBe(200);
  return counted.rows();
}

test.each([
  '/v1/heatmap?symbol=BTC&range=1y',
  '/v1/heatmap?symbol=BTC&range=24h&exchange=okx&format=bin',
  `/v1/heatmap?symbol=BTC&range=24h&since=${end - DAY}`,
  '/v1/history?symbol=BTC&range=1y',
  '/v1/score?symbol=BTC',
  '/v1/snapshot/BTC.png?range=1y',
  '/v1/status',
  '/v1/symbols',
  '/embed/BTC',
])('%s reads one row of D1, however long the history is', async path => {
  expect(await rowsOfD1(path)).toBe(1);
});

/** The object's database, and how many rows have been read of it. */
function counting(own: Own): { own: Own; rows: () => number } {
  const cursors: { rowsRead: number }[] = [];
  const exec: SqlStorage['exec'] = (query, ...bindings) => {
    const cursor = own.sql.exec(query, ...bindings);
    cursors.push(cursor);
    return cursor as never;
  };
  const counted = { sql: { exec }, transactionSync: own.transactionSync } as unknown as Own;
  return { own: counted, rows: () => cursors.reduce((sum, cursor) => sum + cursor.rowsRead, 0) };
}

test('an answer of any range reads at most 500 rows of the object', async () => {
  for (const range of RANGE_NAMES)
    for (const exchange of ['all', 'okx'])
      for (const path of [
        `/v1/heatmap?exchange=${exchange}&format=bin&range=${range}&symbol=BTC`,
        `/v1/history?exchange=${exchange}&range=${range}&symbol=BTC`,
        `/v1/snapshot/BTC.svg?exchange=${exchange}&range=${range}`,
      ]) {
        const { made, rows } = await inside('BTC', async own => {
          const counted = counting(own);
          const made = await answerInside({ OWN: counted.own, SYMBOL: 'BTC', MODE: 'replay' }, path);
          return { made, rows: counted.rows() };
        });
        expect('failed' in made ? made.failed : made.status, path).toBe(200);
        // A picture is a heatmap and a history.
        expect(rows, path).toBeLessThanOrEqual(path.includes('snapshot') ? 1_000 : 500);
        expect(rows, path).toBeGreaterThan(1);
      }
});

test('two hundred who ask for an answer at once get one and the same', async () => {
  const objects = env.SYMBOL_OBJECTS as unknown as DurableObjectNamespace<SymbolObject>;
  const answers = await runInDurableObject(objects.getByName('BTC'), object =>
    Promise.all(
      Array.from({ length: 200 }, () =>
        (object as SymbolObject).answer('BTC', '/v1/history?range=1y&symbol=BTC', { MODE: 'replay' }),
      ),
    ),
  );
  expect(answers).toHaveLength(200);
  expect(new Set(answers).size).toBe(1);
});

test('no object is made for a symbol that is not on the board', async () => {
  const asked: string[] = [];
  const objects = {
    getByName: (name: string) => {
      asked.push(name);
      throw new Error('asked');
    },
  } as unknown as DurableObjectNamespace;
  const origin = `https://${crypto.randomUUID()}.test`;
  const ask = (path: string) =>
    app.request(origin + path, {}, environment('replay', { PUBLIC_ORIGIN: origin, SYMBOL_OBJECTS: objects }));
  for (const path of ['/v1/map?symbol=NOPE', '/v1/heatmap?symbol=constructor', '/v1/snapshot/X1.png'])
    expect((await ask(path)).status, path).toBe(404);
  expect(asked).toEqual([]);
});
