import type { Exchange } from '../../schema/exchange.ts';
import type { ForecastRow } from '../../schema/market.ts';
import { messageOf } from '../ingest/message-of.ts';
import { encodeState, MODEL_VERSION } from '../model/filter.ts';
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
import { setAsideCandles } from '../store/set-aside-candles.ts';
import { type CandleEdge, finishedColumns } from './finished-columns.ts';
import { forecastRow, type Outcome, withDigests } from './forecast-rows.ts';
import { type Lane, type LaneFailure, lastEnd, moments, openLane } from './lane.ts';
import { standingAt, standingOn } from './standing-at.ts';
import { takeCandle } from './take-candle.ts';

export type StepReport = {
  /** Candles consumed, over all exchanges. */
  candles: number;
  /** Whether the store holds more than this run was allowed to take. */
  more: boolean;
  /** Exchanges whose filter could not be taken up, where there are any; the others went on. */
  failures?: LaneFailure[];
};

/** `BTC on okx: model state: expected …` */
export const failureText = (symbol: string, { exchange, error }: LaneFailure): string =>
  `${symbol} on ${exchange}: ${messageOf(error)}`;

/**
 * Feeds a symbol's unconsumed candles to the model, up to `limit` per exchange, and stores states, finished columns
 * and the ledger's rows in one batch: it happens whole or not at all, and a second run finds nothing left to do.
 * Columns too old for any range before the symbol's last candle are not stored.
 *
 * A stored candle that cannot be taken is set aside, in the same batch, and its time is a hole; an exchange whose filter
 * cannot be read stands still. Neither keeps the others.
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
      return { exchange, ...(await readModelCandles(db, { symbol, exchange, from, limit, now })) };
    }),
  );
  if (waiting.every(({ candles, setAside }) => candles.length + setAside.length === 0))
    return { candles: 0, more: false };
  const earlier = await readEarlierEnds(db, symbol, version);
  const summed = summedExchanges(exchanges);
  const published = Math.max(0, ...summed.map(exchange => earlier[exchange] ?? 0));
  const opened = await Promise.all(
    waiting.map(({ exchange, ...waiting }) =>
      openLane(db, { symbol, exchange }, stored.lanes[exchange], {
        summed: summed.includes(exchange),
        waiting,
      }),
    ),
  );
  const lanes = opened.filter(lane => 'track' in lane);
  const failures = opened.filter(lane => 'error' in lane);
  const newest = lanes.some(lane => lane.more)
    ? await readNewestEnd(db, symbol, exchanges, now)
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

    // What a hole cut short is finished as it stood before the hole, once a candle behind it is taken.
    const cutShort = arrivals.map(({ lane, candle }) =>
      lane.end > 0 ? columns.of(edge(lane, candle.step, candle.time), standingOn(lane)) : [],
    );
    const sumCutShort =
      sumAdvances && sumEnd > 0
        ? columns.withLayers({ ...sum, next: end - sumStep }, standingAt(lanes, sumEnd))
        : [];

    const taken: typeof arrivals = [];
    const outcomes: Outcome[] = [];
    for (const [i, arrival] of arrivals.entries()) {
      const { lane, candle } = arrival;
      const { forecast, refused } = takeCandle(lane, candle);
      if (refused !== undefined) {
        lane.refused.push({ row: candle, reason: refused });
        continue;
      }
      columns.add(cutShort[i] ?? []);
      if (forecast && lane.summed) outcomes.push({ candle, forecast });
      taken.push(arrival);
    }
    candles += taken.length;
    const stands = sumAdvances && taken.some(({ lane }) => lane.summed) ? standingAt(lanes, end) : undefined;
    if (stands) columns.add(sumCutShort);
    for (const { lane, candle } of taken)
      columns.add(columns.of(edge(lane, candle.step), stands?.columnOf(lane) ?? standingOn(lane)));
    if (stands === undefined) continue;
    sumEnd = end;
    columns.add(columns.withLayers({ ...sum, end }, stands));
    const row = forecastRow(outcomes);
    if (row && end > published) forecasts.push(row);
  }

  const setAside = [
    ...waiting.flatMap(({ exchange, setAside }) => setAsideCandles(db, { symbol, exchange }, setAside, now)),
    ...lanes.flatMap(({ track, refused }) => setAsideCandles(db, track, refused, now)),
  ];
  const failing = failingLanes(stored, failures);
  if (candles > 0 || setAside.length > 0 || Object.keys(failing).length > 0) {
    const states = {
      revision: stored.revision,
      lanes: { ...stored.lanes, ...storedLanes(lanes), ...failing },
    };
    const caughtUp =
      failures.length === 0 && lanes.every(lane => lane.end >= (earlier[lane.track.exchange] ?? 0));
    await db.batch([
      saveModelStates(db, symbol, version, states),
      ...(published > 0 && caughtUp ? [dropEarlierStates(db, symbol, version)] : []),
      ...columns.statements(db),
      ...appendForecasts(db, symbol, await withDigests(forecasts, columns.finished)),
      ...setAside,
    ]);
  }
  return {
    candles,
    more: lanes.some(lane => lane.more),
    ...(failures.length > 0 && { failures }),
  };
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

/** Lanes that stand still, as they were stored, with why; those of which that is known already are left out. */
function failingLanes({ lanes }: StoredStates, failures: readonly LaneFailure[]): StoredStates['lanes'] {
  const failing: StoredStates['lanes'] = {};
  for (const { exchange, error } of failures) {
    const lane = lanes[exchange];
    if (lane && lane.failing !== messageOf(error)) failing[exchange] = { ...lane, failing: messageOf(error) };
  }
  return failing;
}
