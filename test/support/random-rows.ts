import type { Exchange } from '../../schema/exchange.ts';
import type { LiquidationBar } from '../../schema/market.ts';
import { DAY, HOUR, MINUTE } from '../../schema/range.ts';
import type { ExchangeRows, FeedDay, MarketRows, StoredCandle } from '../../workers/symbol/market-rows.ts';

/** Numbers from 0 up to 1 that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Options = {
  seed: number;
  exchanges: readonly Exchange[];
  start: number;
  days: number;
  /** Whether some candles and recorded totals open off the grid of their step, by the hour of some day or not. */
  offGrid?: boolean;
};

/**
 * Rows of some days as odd as they come: candles of several steps with holes, recorded totals beside minutes of events, sides
 * and counts that are missing, feeds that missed minutes and hours.
 */
export function randomRows({ seed, exchanges, start, days, offGrid = true }: Options): MarketRows {
  const random = seededRandom(seed);
  const chance = (share: number) => random() < share;
  const pick = <T>(...of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const cents = (most: number) => Math.round(random() * most * 100) / 100;
  const end = start + days * DAY;

  /** Openings of `step` one after another, with holes; a few are moved off the grid. */
  function openings(step: number, holes: number): number[] {
    const from = start + (chance(0.3) ? Math.floor(random() * days * 24) * HOUR : 0);
    const times = new Set<number>();
    for (let time = Math.ceil(from / step) * step; time < end; time += step) {
      if (chance(holes)) time += step * Math.floor(random() * 8);
      const moved = offGrid && chance(0.01) ? time + Math.floor(random() * 90) * MINUTE : time;
      if (moved < end) times.add(moved);
    }
    return [...times].sort((a, b) => a - b);
  }

  function candlesOf(step: number): StoredCandle[] {
    let price = 50_000;
    return openings(step, pick(0, 0.01, 0.2)).map(time => {
      const open = price;
      price = Math.round(price * (1 + (random() - 0.5) * 0.01) * 100) / 100;
      const volume = Math.round(random() * 1e6) / 1e3;
      return {
        ...{ time, step, open, close: price, volume },
        high: Math.max(open, price) + cents(100),
        low: Math.min(open, price) - cents(100),
        ...(chance(0.8) && { buyVolume: Math.round(volume * random() * 1e3) / 1e3 }),
        ...(chance(0.7) && { openInterest: Math.round(random() * 1e8) / 1e3 }),
      };
    });
  }

  function barsOf(step: number): LiquidationBar[] {
    return openings(step, pick(0, 0.05, 0.3)).map(time => ({
      ...{ time, step },
      ...(chance(0.9) && { longUsd: cents(1e5) }),
      ...(chance(0.9) && { shortUsd: chance(0.2) ? 0 : cents(1e5) }),
      ...(![MINUTE, HOUR, DAY].includes(step) && chance(0.5) && { count: Math.floor(random() * 9) }),
    }));
  }

  function events(share: number): LiquidationBar[] {
    const bars: LiquidationBar[] = [];
    for (let time = start; time < end; time += MINUTE)
      if (chance(share))
        bars.push({ time, step: MINUTE, longUsd: cents(1e5), shortUsd: cents(1e4), count: pick(1, 2, 3) });
    return bars;
  }

  function feedOf(feed: string): FeedDay[] {
    return Array.from({ length: days }, (_, i) => {
      const told = new Uint8Array(DAY / MINUTE);
      for (let hour = 0; hour < 24; hour++) {
        if (chance(0.2)) continue;
        const well = chance(0.6);
        for (let minute = hour * 60; minute < hour * 60 + 60; minute++)
          told[minute] = well || chance(0.8) ? 59 + Math.floor(random() * 3) : Math.floor(random() * 62);
      }
      return { day: start + i * DAY, feed, told };
    }).filter(({ told }) => told.some(minute => minute > 0));
  }

  return new Map(
    exchanges.map((exchange): [Exchange, ExchangeRows] => {
      const candles = new Set([pick(MINUTE * 5, MINUTE * 15, HOUR), ...(chance(0.5) ? [HOUR] : [])]);
      if (chance(0.3)) candles.add(pick(4 * HOUR, DAY, 30 * MINUTE));
      const totals = chance(0.6) ? new Set([pick(5 * MINUTE, HOUR, 4 * HOUR, DAY)]) : new Set<number>();
      if (chance(0.3)) totals.add(pick(MINUTE, 15 * MINUTE, 2 * HOUR, DAY));
      const bars = [...[...totals].flatMap(barsOf), ...(chance(0.8) ? events(pick(0.005, 0.1)) : [])];
      const once = new Map(bars.toReversed().map(bar => [`${bar.time} ${bar.step}`, bar]));
      return [
        exchange,
        {
          candles: [...candles].flatMap(candlesOf).sort(byTime),
          bars: [...once.values()].sort(byTime),
          feeds: Array.from({ length: pick(0, 1, 2, 3) }, (_, i) => feedOf(`feed ${i}`)).flat(),
        },
      ];
    }),
  );
}

const byTime = (a: { time: number; step: number }, b: { time: number; step: number }): number =>
  a.time - b.time || a.step - b.step;

/** The rows of each of some days from `start` on. */
export function daysOf(rows: MarketRows, start: number, days: number): MarketRows[] {
  return Array.from({ length: days }, (_, i) => {
    const isOf = (time: number) => Math.floor((time - start) / DAY) === i;
    return new Map(
      [...rows].map(([exchange, { candles, bars, feeds }]): [Exchange, ExchangeRows] => [
        exchange,
        {
          candles: candles.filter(({ time }) => isOf(time)),
          bars: bars.filter(({ time }) => isOf(time)),
          feeds: feeds.filter(({ day }) => isOf(day)),
        },
      ]),
    );
  });
}

const TABLES = ['candles', 'liquidation_bars', 'feed_coverage', 'bar_rollups'];

/** Stores rows of BTC in place of all that was there. */
export async function seedRows(db: D1Database, rows: MarketRows): Promise<void> {
  await db.batch(TABLES.map(table => db.prepare(`DELETE FROM ${table}`)));
  for (const [exchange, { candles, bars, feeds }] of rows) {
    await insert(db, 'candles', exchange, candles, [
      ...(['time', 'step', 'open', 'high', 'low', 'close', 'volume', 'buyVolume', 'openInterest'] as const),
    ]);
    await insert(db, 'liquidation_bars', exchange, bars, ['time', 'step', 'longUsd', 'shortUsd', 'count']);
    await db
      .prepare(
        `INSERT INTO feed_coverage (exchange, feed, hour, minutes)
         SELECT ?1, value ->> 0, value ->> 1, value ->> 2 FROM json_each(?2)`,
      )
      .bind(exchange, JSON.stringify(feeds.flatMap(hoursOf)))
      .run();
  }
}

async function insert<Row>(
  db: D1Database,
  table: string,
  exchange: Exchange,
  rows: readonly Row[],
  fields: readonly (string & keyof Row)[],
): Promise<void> {
  const names = fields.map(field => field.replace(/[A-Z]/g, upper => `_${upper.toLowerCase()}`));
  await db
    .prepare(
      `INSERT INTO ${table} (symbol, exchange, ${names.join()})
       SELECT 'BTC', ?1, ${fields.map((_, i) => `value ->> ${i}`).join()} FROM json_each(?2)`,
    )
    .bind(exchange, JSON.stringify(rows.map(row => fields.map(field => row[field]))))
    .run();
}

/** The rows of `feed_coverage` that a day of a feed is kept in: one for each hour in which it told anything. */
function hoursOf({ day, feed, told }: FeedDay): [feed: string, hour: number, minutes: string][] {
  return Array.from({ length: 24 }, (_, hour): [string, number, string] => {
    const minutes = [...told.subarray(hour * 60, hour * 60 + 60).entries()].filter(([, value]) => value > 0);
    const stored = Object.fromEntries(minutes.map(([minute, value]) => [minute, [value - 1, 0, null]]));
    return [feed, day + hour * HOUR, JSON.stringify(stored)];
  }).filter(([, , minutes]) => minutes !== '{}');
}
