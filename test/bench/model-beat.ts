import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Exchange } from '../../schema/exchange.ts';
import { MINUTE } from '../../schema/range.ts';
import { openDatabase } from '../../workers/local/database.ts';
import type { ModelCandle } from '../../workers/model/filter.ts';
import { spansOf, tellNews } from '../../workers/store/news.ts';
import { followStore } from '../../workers/symbol/follow-store.ts';
import { type Stepped, stepSymbol } from '../../workers/symbol/step-symbol.ts';
import { ownInNode, recordInNode } from '../support/own-in-node.ts';
import { rememberedDatabase } from './model-database.ts';
import { candlesOf } from './model-market.ts';
import { type BenchRow, least } from './row.ts';

const SYMBOLS = ['BTC', 'ETH', 'SOL', 'XRP', 'DOGE', 'BNB', 'ADA', 'LINK', 'AVAX', 'LTC'];
const VENUES: Exchange[] = ['binance', 'bybit', 'okx', 'gate', 'htx'];
const CANDLES = 800;

/**
 * The models' part of a beat when a candle of all ten symbols on five exchanges has closed: CPU of this process, garbage
 * collection and compiling with it, but without the database's. Each symbol is stepped in an invocation of its own.
 */
export async function benchBeat(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'liq-heatmap-bench-'));
  const { db, close } = await openDatabase({ into: folder });
  try {
    const candles = candlesOf(CANDLES);
    const [last] = candles.slice(-1) as [ModelCandle];
    const now = Math.ceil((last.time + last.step) / (5 * MINUTE)) * 5 * MINUTE;
    await insert(db, candles.slice(0, -1));
    const records = await Promise.all(
      SYMBOLS.map(async symbol => ({ symbol, ...(await recordInNode(db, symbol, { now, limit: CANDLES })) })),
    );
    await insert(db, [last]);
    const tracks = SYMBOLS.flatMap(symbol => VENUES.map(exchange => ({ symbol, exchange, time: last.time })));
    await db.batch(tellNews(db, { rows: spansOf(tracks) }));
    const took: number[] = [];
    for (const { symbol, own } of records) {
      const remembered = rememberedDatabase(db);
      const stepped = { own, db: remembered, symbol };
      // Once with the database, so that what it answers is known.
      await takeNews({ ...stepped, own: ownInNode() }, now);
      took.push(await cpuOf(() => takeNews(stepped, now)));
    }
    const [one, all] = [least(took), took.reduce((sum, cpu) => sum + cpu, 0)];
    const on = `on ${VENUES.length} exchanges`;
    return [
      { what: `model: a beat of one symbol ${on}`, value: one, unit: 'ms of CPU', target: '<= 10 ms' },
      { what: `model: a beat of ${SYMBOLS.length} symbols ${on}`, value: all, unit: 'ms of CPU' },
    ];
  } finally {
    await close();
    await rm(folder, { recursive: true });
  }
}

/** What a beat does for a symbol of which something has come. */
async function takeNews(stepped: Stepped, now: number): Promise<void> {
  await followStore(stepped, { now, until: Number.POSITIVE_INFINITY });
  await stepSymbol(stepped, { now, limit: CANDLES });
}

/** The CPU that something takes, ms. */
async function cpuOf(run: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

async function insert(db: D1Database, candles: readonly ModelCandle[]) {
  const rows = candles.map(({ time, step, open, high, low, close, volume, openInterest }) => [
    ...[time, step, open, high, low, close, volume],
    openInterest,
  ]);
  await db
    .prepare(
      `INSERT INTO candles (symbol, exchange, time, step, open, high, low, close, volume, open_interest)
       SELECT s.value, e.value, c.value ->> 0, c.value ->> 1, c.value ->> 2, c.value ->> 3, c.value ->> 4,
         c.value ->> 5, c.value ->> 6, c.value ->> 7
       FROM json_each(?) s, json_each(?) e, json_each(?) c`,
    )
    .bind(JSON.stringify(SYMBOLS), JSON.stringify(VENUES), JSON.stringify(rows))
    .run();
}
