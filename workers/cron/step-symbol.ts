import type { Exchange } from '../../schema/exchange.ts';
import type { ForecastRow } from '../../schema/market.ts';
import { advance, encodeState, MODEL_VERSION } from '../model/filter.ts';
import { appendForecasts } from '../store/forecast-ledger.ts';
import {
  dropEarlierStates,
  readEarlierEnds,
  readModelStates,
  type StoredStates,
  saveModelStates,
} from '../store/model-states.ts';
import { readModelCandles } from '../store/read-model-candles.ts';
import { readNewestEnd } from '../store/read-newest-end.ts';
import { summedExchanges } from '../store/read-tracks.ts';
import { type CandleEdge, finishedColumns } from './finished-columns.ts';
import { forecastRow, type Outcome, withDigests } from './forecast-rows.ts';
import { type Lane, lastEnd, moments, openLane } from './lane.ts';
import { reportingShareAt } from './reporting-share-at.ts';
import { standingAt, standingOn } from './standing-at.ts';

export type StepReport = {
  /** Candles consumed, over all exchanges. */
  candles: number;
  /** Whether the store holds more than this run was allowed to take. */
  more: boolean;
};

/**
 * Feeds a symbol's unconsumed candles to the model, up to `limit` per exchange, and stores states, finished columns
 * and the ledger's rows in one batch: it happens whole or not at all, and a second run finds nothing left to do.
 * Columns too old for any range before the symbol's last candle are not stored.
 *
 * A model of a new `version` starts beside the one before it, from the first candle. What that one has published stays
 * as it is; once the new one has come as far, it goes on from there and the old one is forgotten.
 */
export async function stepSymbol(
  db: D1Database,
  symbol: string,
  exchanges: readonly Exchange[],
  { now, limit, version = MODEL_VERSION }: { now: number; limit: number; version?: number },
): Promise<StepReport> {
  const stored = await readModelStates(db, symbol, version);
  const waiting = await Promise.all(
    exchanges.map(async exchange => {
      const from = stored.lanes[exchange]?.end ?? 0;
      return { exchange, ...(await readModelCandles(db, { symbol, exchange, from, limit })) };
    }),
  );
  if (waiting.every(({ candles }) => candles.length === 0)) return { candles: 0, more: false };
  const earlier = await readEarlierEnds(db, symbol, version);
  const summed = summedExchanges(exchanges);
  const published = Math.max(0, ...summed.map(exchange => earlier[exchange] ?? 0));
  const lanes = await Promise.all(
    waiting.map(({ exchange, ...waiting }) =>
      openLane(db, { symbol, exchange }, stored.lanes[exchange], {
        summed: summed.includes(exchange),
        waiting,
      }),
    ),
  );
  const newest = lanes.some(lane => lane.more)
    ? await readNewestEnd(db, symbol, exchanges)
    : Math.max(...lanes.map(lastEnd));
  const columns = finishedColumns(symbol, newest, { ...earlier, all: published });
  const forecasts: ForecastRow[] = [];
  let sumEnd = Math.max(...lanes.filter(lane => lane.summed).map(lane => lane.end));
  let candles = 0;
  for (const { end, arrivals } of moments(lanes, now)) {
    const sumStep = Math.min(...arrivals.filter(({ lane }) => lane.summed).map(({ candle }) => candle.step));
    // An exchange that comes late catches up alone: the sum was frozen without it.
    const sumAdvances = Number.isFinite(sumStep) && end > sumEnd;
    const sum: CandleEdge = { exchange: 'all', step: sumStep, end: sumEnd };

    // What a hole cut short is finished as it stood before the hole.
    for (const { lane, candle } of arrivals)
      if (lane.end > 0) columns.add(edge(lane, candle.step, candle.time), standingOn(lane));
    if (sumAdvances && sumEnd > 0)
      columns.addWithLayers({ ...sum, next: end - sumStep }, standingAt(lanes, sumEnd));

    const outcomes: Outcome[] = [];
    for (const { lane, candle } of arrivals) {
      const reportingShare = reportingShareAt(lane.track.exchange, lane.reporting, candle.time);
      lane.state.rules = { ...lane.state.rules, reportingShare };
      const { forecast } = advance(lane.state, candle);
      if (forecast && lane.summed) outcomes.push({ candle, forecast });
      lane.end = end;
      candles++;
    }
    const stands = sumAdvances ? standingAt(lanes, end) : undefined;
    for (const { lane, candle } of arrivals)
      columns.add(edge(lane, candle.step), stands?.columnOf(lane) ?? standingOn(lane));
    if (stands === undefined) continue;
    sumEnd = end;
    columns.addWithLayers({ ...sum, end }, stands);
    const row = forecastRow(outcomes);
    if (row && end > published) forecasts.push(row);
  }

  if (candles > 0) {
    const states = { revision: stored.revision, lanes: { ...stored.lanes, ...storedLanes(lanes) } };
    const caughtUp = lanes.every(lane => lane.end >= (earlier[lane.track.exchange] ?? 0));
    await db.batch([
      saveModelStates(db, symbol, version, states),
      ...(published > 0 && caughtUp ? [dropEarlierStates(db, symbol, version)] : []),
      ...columns.statements(db),
      ...appendForecasts(db, symbol, await withDigests(forecasts, columns.finished)),
    ]);
  }
  return { candles, more: lanes.some(lane => lane.more) };
}

const edge = (lane: Lane, step: number, next?: number): CandleEdge => ({
  exchange: lane.track.exchange,
  step,
  end: lane.end,
  ...(next !== undefined && { next }),
});

const storedLanes = (lanes: readonly Lane[]): StoredStates['lanes'] =>
  Object.fromEntries(
    lanes.map(({ track, end, step, state }) => [track.exchange, { end, step, state: encodeState(state) }]),
  );
