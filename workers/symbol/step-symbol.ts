import type { Exchange } from '../../schema/exchange.ts';
import type { ForecastRow } from '../../schema/market.ts';
import { messageOf } from '../ingest/message-of.ts';
import { encodeState, MODEL_VERSION } from '../model/filter.ts';
import { summedExchanges } from '../store/read-tracks.ts';
import { readReportingShares, type StoredReporting } from '../store/reporting-shares.ts';
import { setAsideCandles } from '../store/set-aside-candles.ts';
import { columnLife } from './column-times.ts';
import { packFinished } from './columns.ts';
import { completenessOf } from './completeness-of.ts';
import { type CandleEdge, finishedColumns } from './finished-columns.ts';
import { forecastRow, type Outcome, withDigests } from './forecast-rows.ts';
import { candleExchanges, newestEnd, readHead, withColumns, withProgress, writeHead } from './head.ts';
import { type Lane, type LaneFailure, lastEnd, moments, openLane } from './lane.ts';
import { appendForecasts } from './ledger.ts';
import { type Own, write } from './own.ts';
import { standingAt, standingOn } from './standing-at.ts';
import { dropEarlierLanes, hasLanes, type Lanes, readEarlierEnds, readLanes, writeLanes } from './states.ts';
import { takeCandle } from './take-candle.ts';
import { dailyRows, waitingCandles } from './waiting-candles.ts';

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

/** What a step reads and writes: the symbol's own database, and D1, where margin rules and rejects are. */
export type Stepped = { own: Own; db: D1Database; symbol: string };

/**
 * Feeds a symbol's unconsumed candles to the model, up to `limit` per exchange, and writes states, finished columns and
 * the ledger's rows in one transaction: it happens whole or not at all, and a second run finds nothing left to do.
 * Columns too old for any range before the symbol's last candle are not stored. To be run one after the other.
 *
 * A candle that cannot be taken is set aside, and its time is a hole; an exchange whose filter cannot be read stands
 * still. Neither keeps the others.
 *
 * A model of a new `version` starts beside the one before it, from the first candle. What that one has published stays
 * as it is; once the new one has come as far, it goes on from there and the old one is forgotten.
 */
export async function stepSymbol(
  { own, db, symbol }: Stepped,
  { now, limit, version = MODEL_VERSION }: { now: number; limit: number; version?: number },
): Promise<StepReport> {
  const head = readHead(own, symbol);
  if (!head.waiting && hasLanes(own, version)) return NOTHING_DONE;
  const exchanges = candleExchanges(head);
  const stored = readLanes(own, version);
  const readDaily = dailyRows(own);
  const waiting = await Promise.all(
    exchanges.map(async exchange => ({
      exchange,
      ...(await waitingCandles(readDaily, head.exchanges[exchange], exchange, {
        ...{ limit, now },
        from: stored[exchange]?.end ?? 0,
      })),
    })),
  );
  const coming = waiting.filter(({ candles, setAside }) => candles.length + setAside.length > 0);
  if (coming.length === 0) {
    if (head.waiting) write(own, [writeHead({ ...head, waiting: false })]);
    return NOTHING_DONE;
  }
  const earlier = readEarlierEnds(own, version);
  const summed = summedExchanges(exchanges);
  const published = Math.max(0, ...summed.map(exchange => earlier[exchange] ?? 0));
  const reporting = await readReporting(db, coming);
  const opened = await Promise.all(
    waiting.map(({ exchange, ...waiting }) =>
      openLane(db, { symbol, exchange }, stored[exchange], {
        summed: summed.includes(exchange),
        waiting,
        reporting: reporting.get(exchange) ?? [],
      }),
    ),
  );
  const lanes = opened.filter(lane => 'track' in lane);
  const failures = opened.filter(lane => 'error' in lane);
  const newest = newestEnd(head, now);
  const columns = finishedColumns(newest, { ...earlier, all: published });
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
  // Told before the step is: told twice, it is told once.
  if (setAside.length > 0) await db.batch(setAside);
  const failing = failingLanes(stored, failures);
  const more = lanes.some(lane => lane.more);
  const caughtUp =
    failures.length === 0 && lanes.every(lane => lane.end >= (earlier[lane.track.exchange] ?? 0));
  // What waits for the candles of others waits on.
  if (candles === 0 && setAside.length === 0 && Object.keys(failing).length === 0)
    return { ...NOTHING_DONE, ...(failures.length > 0 && { failures }) };
  const rows = await withDigests(forecasts, columns.finished);
  const packed = await packFinished(own, columns.finished, columnLife);
  const lanesNow = { ...stored, ...storedLanes(lanes), ...failing };
  write(own, [
    writeLanes(version, lanesNow),
    ...(published > 0 && caughtUp ? [dropEarlierLanes(version)] : []),
    ...packed,
    appendForecasts(rows),
    writeHead({
      ...head,
      exchanges: withProgress(head.exchanges, lanesNow, earlier),
      revision: head.revision + 1,
      ...withColumns(head, columns.finished),
      waiting: more || failures.length > 0 || lanes.some(lane => lane.end < lastEnd(lane)),
    }),
  ]);
  return { candles, more, ...(failures.length > 0 && { failures }) };
}

const NOTHING_DONE: StepReport = { candles: 0, more: false };

/** What was known of the reports of exchanges when their first candle opened, and what was found since. */
async function readReporting(
  db: D1Database,
  coming: readonly { exchange: Exchange; candles: readonly { time: number }[] }[],
): Promise<Map<Exchange, StoredReporting[]>> {
  // Nothing is estimated of an exchange that reports everything.
  const asked = coming.filter(({ exchange, candles }) => candles[0] && completenessOf(exchange) !== 'full');
  if (asked.length === 0) return new Map();
  const from = Math.min(...asked.map(({ candles }) => candles[0]?.time ?? 0));
  return readReportingShares(db, { exchanges: asked.map(({ exchange }) => exchange), from });
}

const edge = (lane: Lane, step: number, next?: number): CandleEdge => ({
  exchange: lane.track.exchange,
  step,
  end: lane.end,
  ...(next !== undefined && { next }),
});

const storedLanes = (lanes: readonly Lane[]): Lanes =>
  Object.fromEntries(
    lanes.map(({ track, end, step, state }) => [track.exchange, { end, step, state: encodeState(state) }]),
  );

/** Lanes that stand still, as they were stored, with why; those of which that is known already are left out. */
function failingLanes(lanes: Lanes, failures: readonly LaneFailure[]): Lanes {
  const failing: Lanes = {};
  for (const { exchange, error } of failures) {
    const lane = lanes[exchange];
    if (lane && lane.failing !== messageOf(error)) failing[exchange] = { ...lane, failing: messageOf(error) };
  }
  return failing;
}
