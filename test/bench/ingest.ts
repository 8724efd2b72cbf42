import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Exchange } from '../../schema/exchange.ts';
import type { Instrument, Liquidation } from '../../schema/market.ts';
import { DAY, HOUR, MINUTE } from '../../schema/range.ts';
import type { Adapter } from '../../workers/exchange/adapter.ts';
import { ADAPTERS } from '../../workers/exchange/index.ts';
import { okx } from '../../workers/exchange/okx.ts';
import type { IngestBatch } from '../../workers/ingest/batch.ts';
import { feedsOf } from '../../workers/ingest/feed/collect-feeds.ts';
import { DEFAULT_SYMBOLS } from '../../workers/ingest/followed.ts';
import { createOutbox } from '../../workers/ingest/outbox.ts';
import { saveBatch } from '../../workers/ingest/save-batch.ts';
import { openDatabase } from '../../workers/local/database.ts';
import { createRandom, type Random } from '../../workers/local/market/random.ts';
import { savePollStates } from '../../workers/store/poll-states.ts';
import { rollUpBars } from '../../workers/store/save-liquidations.ts';
import { followStore } from '../../workers/symbol/follow-store.ts';
import type { Own } from '../../workers/symbol/own.ts';
import { stepSymbol } from '../../workers/symbol/step-symbol.ts';
import { countCalls } from '../support/count-calls.ts';
import { ownInNode } from '../support/own-in-node.ts';
import type { BenchRow } from './row.ts';

/** 2025-10-10: 1.6 million liquidations in a day, 3 % of them in one minute. */
const BURST = 48_000;
/** Flushes of a feed in that minute. */
const FLUSHES = 4;
const FREE_PLAN = 100_000;
/** Queries of D1 in one invocation. */
const FREE_CALLS = 50;
/** Measured in full and multiplied: a day takes minutes. */
const HOURS = 1;
/** Liquidations a minute on a quiet day, by exchange. */
const QUIET: Partial<Record<Exchange, number>> = {
  okx: 4.5,
  binance: 2.7,
  bybit: 2.2,
  gate: 1.8,
  htx: 0.23,
  aster: 0.08,
};
/** Venues with less than 2 % of the open interest of a symbol: candles of 15 minutes. */
const MINOR: readonly Exchange[] = [
  'bitfinex',
  'deribit',
  'kraken',
  'dydx',
  'coinex',
  'aster',
  'lighter',
  'kucoin',
];

const start = Date.UTC(2026, 0, 5);

export async function bench(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'liq-heatmap-bench-'));
  const { db, close } = await openDatabase({ into: folder });
  try {
    return [...(await burst(db)), ...(await quietDay(db))];
  } finally {
    await close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The worst minute as messages of a feed: read, gathered, flushed, and looked for in the store. */
async function burst(db: D1Database): Promise<BenchRow[]> {
  const listed = new Map(DEFAULT_SYMBOLS.map(symbol => [`${symbol}-USDT-SWAP`, swap(symbol)]));
  const messages = Array.from({ length: BURST }, (_, i) => {
    const detail = {
      side: 'sell',
      posSide: 'long',
      bkPx: String(100 + (i % 7)),
      sz: String(1 + i),
      ts: String(start + i),
    };
    const instId = `${DEFAULT_SYMBOLS[i % 10]}-USDT-SWAP`;
    return JSON.stringify({
      arg: { channel: 'liquidation-orders', instType: 'SWAP' },
      data: [{ instId, details: [detail] }],
    });
  });
  let rows = 0;
  const outbox = createOutbox({
    save: async batch => {
      rows += (await saveBatch(db, batch, start)).rowsWritten;
    },
  });
  const began = performance.now();
  for (let flush = 0; flush < FLUSHES; flush++) {
    for (const text of messages.slice((flush * BURST) / FLUSHES, ((flush + 1) * BURST) / FLUSHES)) {
      const events =
        okx.liquidations?.readMessage(text, { instrument: name => listed.get(name) }).liquidations ?? [];
      outbox.add({ exchange: 'okx', feed: 'public', at: start, events });
    }
    await outbox.flush();
  }
  const seconds = (performance.now() - began) / 1_000;
  const stored = (await db.prepare('SELECT count(*) AS n FROM liquidations').first<number>('n')) ?? 0;
  return [
    {
      what: 'ingest: burst, from message to D1',
      value: BURST / seconds,
      unit: 'events/s',
      ratio: 60 / seconds,
      against: 'the pace of 2025-10-10',
      target: 'above 1 ×',
    },
    {
      what: 'ingest: events of the burst that are missing',
      value: BURST - stored,
      unit: 'events',
      target: '0',
    },
    {
      what: 'ingest: D1 rows written per event of the burst',
      value: rows / BURST,
      unit: 'rows',
      target: 'at most 1.1',
    },
  ];
}

/** What all exchanges bring in some hours without news, with the models stepped, as D1 counts rows. */
async function quietDay(db: D1Database): Promise<BenchRow[]> {
  const adapters = Object.values<Adapter>(ADAPTERS);
  const parts = new Map<string, number>();
  const stepping = { calls: 0 };
  let mostCalls = 0;
  const count = (part: string, results: readonly D1Result[]) =>
    parts.set(part, (parts.get(part) ?? 0) + results.reduce((sum, { meta }) => sum + meta.rows_written, 0));
  const counted = (part: string): D1Database =>
    ({
      prepare: (sql: string) => db.prepare(sql),
      batch: async (statements: D1PreparedStatement[]) => {
        const results = await db.batch(statements);
        count(part, results);
        return results;
      },
    }) as D1Database;
  const save = (part: string, batch: IngestBatch, now: number) => saveBatch(counted(part), batch, now);
  await db.exec('DELETE FROM liquidations');
  await db.exec('DELETE FROM liquidation_bars');
  const random = createRandom(5, 1);

  const records = new Map<string, Own>();
  for (let minute = 1; minute <= HOURS * 60; minute++) {
    const now = start + minute * MINUTE;
    for (let flush = 0; flush < 4; flush++)
      await save(
        'events and one-minute bars',
        { liquidations: quietEvents(random, now - MINUTE + flush * 15_000) },
        now,
      );
    await rollUpBars(counted('bars of hours and days'), now);
    if (minute % 60 === 0) await save('ratios of accounts', ratiosAt(adapters, now), now);
    if (minute % 5 === 0) await fiveMinutes(now);
  }
  // As many as come are deleted, a month later.
  const deleted = (await db.prepare('DELETE FROM liquidations').run()).meta.rows_written;

  async function fiveMinutes(now: number): Promise<void> {
    const feeds = adapters.flatMap(adapter => {
      const polls = adapter.liquidations?.primary === 'poll' ? adapter.liquidations.polls : [];
      return [...feedsOf([adapter]).map(({ feed }) => feed.name), ...polls.map(({ name }) => name)].map(
        feed => ({ exchange: adapter.exchange, feed }),
      );
    });
    const coverage = feeds.flatMap(feed =>
      [5, 4, 3, 2, 1].map(back => ({ ...feed, time: now - back * MINUTE, seconds: 60, events: 0 })),
    );
    await save('coverage', { coverage }, now);
    const states = adapters.map(({ exchange }) => ({
      exchange,
      time: now,
      state: JSON.stringify({ done: { now } }),
    }));
    count('states of the poller', await db.batch(savePollStates(db, states)));
    await save('candles with open interest', candlesAt(adapters, now), now);
    stepping.calls = 0;
    const counting = countCalls(counted('models and heatmap'), stepping);
    for (const symbol of DEFAULT_SYMBOLS) {
      const own = records.get(symbol) ?? ownInNode();
      records.set(symbol, own);
      const stepped = { own, db: counting, symbol };
      await followStore(stepped, { now: now + MINUTE, until: Number.POSITIVE_INFINITY });
      await stepSymbol(stepped, { now: now + MINUTE, limit: 500 });
    }
    mostCalls = Math.max(mostCalls, stepping.calls / DEFAULT_SYMBOLS.length);
  }
  const aDay = (written: number) => (written * DAY) / (HOURS * HOUR);
  const rows = [...parts].map(
    ([part, written]): BenchRow => ({
      what: `ingest: rows of a quiet day, ${part}`,
      value: aDay(written),
      unit: 'rows',
    }),
  );
  const total = rows.reduce((sum, { value }) => sum + value, 0);
  return [
    ...rows,
    {
      what: `ingest: rows of a quiet day, ${adapters.length} exchanges, 10 symbols`,
      value: total,
      unit: 'rows',
      ratio: total / FREE_PLAN,
      against: "the free plan's day",
      target: 'below 1 ×',
    },
    {
      what: 'ingest: the same from the 31st day on, when single events are deleted as fast as they come',
      value: total + aDay(deleted),
      unit: 'rows',
      ratio: (total + aDay(deleted)) / FREE_PLAN,
      against: "the free plan's day",
    },
    {
      what: 'ingest: calls of D1 to step the models, of each symbol, at most',
      value: mostCalls,
      unit: 'calls',
      ratio: mostCalls / FREE_CALLS,
      against: "the free plan's",
      target: 'below 1 ×',
    },
  ];
}

function quietEvents(random: Random, from: number): Liquidation[] {
  return Object.entries(QUIET).flatMap(([exchange, perMinute]) => {
    const whole = perMinute / 4;
    const n = Math.floor(whole) + (random.uniform() < whole % 1 ? 1 : 0);
    return Array.from({ length: n }, (): Liquidation => {
      // Few symbols have most of them.
      const symbol = DEFAULT_SYMBOLS[Math.floor(10 * random.uniform() ** 2)] as string;
      const time = from + Math.floor(random.uniform() * 15_000);
      return {
        exchange: exchange as Exchange,
        ...{
          instrument: `${symbol}USDT`,
          symbol,
          side: 'long',
          price: 100,
          priceKind: 'fill',
          quantity: 1,
          notionalUsd: 100,
        },
        ...{ time, id: `${time} ${random.uniform()}` },
      };
    });
  });
}

function candlesAt(adapters: readonly Adapter[], end: number): IngestBatch {
  const tracks = adapters.flatMap(({ exchange }) => DEFAULT_SYMBOLS.map(symbol => ({ exchange, symbol })));
  const due = tracks.flatMap(track => {
    const step = MINOR.includes(track.exchange) ? 15 * MINUTE : 5 * MINUTE;
    return (end - start) % step === 0 ? [{ ...track, step }] : [];
  });
  const wave = 100 * (1 + 0.01 * Math.sin(end / HOUR));
  return {
    candles: due.map(track => ({
      ...track,
      time: end - track.step,
      open: 100,
      high: 102,
      low: 98,
      close: wave,
      volume: 1_000,
    })),
    openInterest: due.map(({ exchange, symbol }) => ({
      exchange,
      symbol,
      time: end,
      openInterest: 50_000 + (end % 977),
    })),
  };
}

/** Five venues tell the ratio of accounts, once an hour. */
function ratiosAt(adapters: readonly Adapter[], time: number): IngestBatch {
  const venues = adapters.filter(({ market }) => market?.accountRatios);
  return {
    accountRatios: venues.flatMap(({ exchange }) =>
      DEFAULT_SYMBOLS.map(symbol => ({ exchange, symbol, time, ratio: 1.1 })),
    ),
  };
}

const swap = (symbol: string): Instrument => ({
  exchange: 'okx',
  instrument: `${symbol}-USDT-SWAP`,
  symbol,
  quote: 'USDT',
  kind: 'linear',
  contractSize: 0.01,
});
