import { setImmediate as turn } from 'node:timers/promises';
import { and, eq, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import { DAY, INTERVALS } from '../../schema/range.ts';
import { candles } from '../../schema/tables.ts';
import type { IngestBatch } from '../ingest/batch.ts';
import { saveBatch } from '../ingest/save-batch.ts';
import { createMarket, MARKETS, type Market, type MarketStep } from './market/market.ts';
import { simulatedBatch } from './simulated-batch.ts';

/** A day more than the longest range. */
const HISTORY = 366 * DAY;
/** Bars older than this are hourly, as no range shows them finer. */
const FINE_HISTORY = 32 * DAY;
/** Single liquidations begin here; whole days, so that no day is counted half by events and half by bars. */
const EVENT_HISTORY = 2 * DAY;
const STEP = INTERVALS['5m'];
/** Steps written together: whole days, so that no hour is cut in two. */
const STEPS_PER_WRITE = (14 * DAY) / STEP;

type Running = { symbol: string; market: Market; nextOpen: number };

export type Simulation = {
  symbols: string[];
  /** What each market published by `now` since the last call; markets without a closed candle are left out. */
  advance: (now: number) => IngestBatch[];
};

/**
 * Writes the simulated markets into a database up to `now`: a year before it at first, later what was missed.
 * The markets follow from their seeds and the moment the database began, so stopping and starting again
 * continues the same history.
 */
export async function simulate(
  db: D1Database,
  { now, onProgress }: { now: number; onProgress?: (symbol: string, share: number) => void },
): Promise<Simulation> {
  const today = Math.floor(now / DAY) * DAY;
  const running: Running[] = [];
  for (const options of MARKETS) {
    const { symbol } = options;
    const stored = await storedSpan(db, symbol);
    const start = stored?.first ?? today - HISTORY;
    const fineFrom = stored?.end ?? today - FINE_HISTORY;
    const eventsFrom = stored?.end ?? today - EVENT_HISTORY;
    const lane: Running = {
      symbol,
      market: createMarket({ ...options, step: STEP, start }),
      nextOpen: start,
    };
    await saveBatch(db, contractOf(lane.market), now);
    while (lane.nextOpen + STEP <= now) {
      const steps = run(lane, now, STEPS_PER_WRITE).filter(({ candle }) => candle.time >= (stored?.end ?? 0));
      if (steps.length > 0) await saveBatch(db, simulatedBatch(symbol, steps, { fineFrom, eventsFrom }), now);
      // What is stored already is only traded again: connections that close meanwhile must be noticed, signals too.
      await turn();
      onProgress?.(symbol, (lane.nextOpen - start) / (now - start));
    }
    running.push(lane);
  }
  return {
    symbols: running.map(lane => lane.symbol),
    advance: until => running.map(lane => news(lane, until)).filter(batch => batch !== undefined),
  };
}

/** The contract and its margin rules: one tier, whatever the size. */
const contractOf = ({ instrument, maintenanceMarginRate }: Market): IngestBatch => ({
  instruments: [instrument],
  marginTiers: [
    {
      exchange: instrument.exchange,
      instrument: instrument.instrument,
      minNotionalUsd: 0,
      maintenanceMarginRate,
      maxLeverage: 125,
      maintenanceDeductionUsd: 0,
    },
  ],
});

function news(lane: Running, now: number): IngestBatch | undefined {
  const steps = run(lane, now, Number.POSITIVE_INFINITY);
  return steps.length > 0 ? simulatedBatch(lane.symbol, steps, { fineFrom: 0, eventsFrom: 0 }) : undefined;
}

/** Trades on until `now`, at most `limit` steps. */
function run(lane: Running, now: number, limit: number): MarketStep[] {
  const steps: MarketStep[] = [];
  for (; lane.nextOpen + STEP <= now && steps.length < limit; lane.nextOpen += STEP)
    steps.push(lane.market.next());
  return steps;
}

async function storedSpan(db: D1Database, symbol: string) {
  const { time, step } = candles;
  const [span] = await drizzle(db)
    .select({ first: sql<number | null>`min(${time})`, end: sql<number | null>`max(${time} + ${step})` })
    .from(candles)
    .where(and(eq(candles.symbol, symbol), eq(candles.exchange, 'simulated')));
  return span && span.first !== null && span.end !== null ? { first: span.first, end: span.end } : undefined;
}
