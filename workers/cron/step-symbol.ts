import type { Exchange } from '../../schema/exchange.ts';
import type { LevelColumn } from '../../schema/lattice.ts';
import { advance, encodeState, MODEL_VERSION, standing } from '../model/filter.ts';
import { saveModelState } from '../store/model-states.ts';
import { summedExchanges } from '../store/read-tracks.ts';
import { type CandleEdge, finishedColumns } from './finished-columns.ts';
import { type Lane, moments, openLane, standingLanes } from './lane.ts';
import { sumColumns } from './sum-columns.ts';

export type StepReport = {
  /** Candles consumed, over all exchanges. */
  candles: number;
  /** End of the last candle consumed. */
  end: number | undefined;
  /** Whether the store holds more than this run was allowed to take. */
  more: boolean;
};

/**
 * Feeds a symbol's unconsumed candles to the model, up to `limit` per exchange, and stores states and finished
 * columns in one batch: it happens whole or not at all, and a second run finds nothing left to do.
 * `newest` is the end of the symbol's last candle: columns too old for any range before it are not stored.
 */
export async function stepSymbol(
  db: D1Database,
  symbol: string,
  exchanges: readonly Exchange[],
  { now, newest, limit }: { now: number; newest: number; limit: number },
): Promise<StepReport> {
  const summed = summedExchanges(exchanges);
  const lanes = await Promise.all(
    exchanges.map(exchange => openLane(db, { symbol, exchange }, summed.includes(exchange), limit)),
  );
  const columns = finishedColumns(symbol, newest);
  let sumEnd = Math.max(...lanes.map(lane => lane.end));
  let candles = 0;
  for (const { end, arrivals } of moments(lanes, now)) {
    const sumStep = Math.min(...arrivals.filter(({ lane }) => lane.summed).map(({ candle }) => candle.step));
    // An exchange that comes late catches up alone: the sum was frozen without it.
    const sumAdvances = Number.isFinite(sumStep) && end > sumEnd;
    const sum: CandleEdge = { exchange: 'all', step: sumStep, end: sumEnd };

    // What a hole cut short is finished as it stood before the hole.
    for (const { lane, candle } of arrivals)
      if (lane.end > 0) columns.add(edge(lane, candle.step, candle.time), columnOf(lane));
    if (sumAdvances && sumEnd > 0) columns.add({ ...sum, next: end - sumStep }, sumOf(lanes, sumEnd));

    for (const { lane, candle } of arrivals) {
      advance(lane.state, candle);
      lane.end = end;
      columns.add(edge(lane, candle.step), columnOf(lane));
      candles++;
    }
    if (!sumAdvances) continue;
    sumEnd = end;
    columns.add({ ...sum, end }, sumOf(lanes, end));
  }

  const moved = lanes.filter(lane => lane.end > (lane.storedEnd ?? 0));
  if (moved.length > 0) await db.batch([...moved.map(lane => saveLane(db, lane)), ...columns.statements(db)]);
  return {
    candles,
    end: moved.length > 0 ? Math.max(...moved.map(lane => lane.end)) : undefined,
    more: lanes.some(lane => lane.more),
  };
}

const edge = (lane: Lane, step: number, next?: number): CandleEdge => ({
  exchange: lane.track.exchange,
  step,
  end: lane.end,
  ...(next !== undefined && { next }),
});

const columnOf = (lane: Lane) => once(() => standing(lane.state));

const sumOf = (lanes: readonly Lane[], time: number) =>
  once(() => sumColumns(standingLanes(lanes, time).map(lane => standing(lane.state))));

const saveLane = (db: D1Database, { track, state, end, storedEnd }: Lane): D1PreparedStatement =>
  saveModelState(
    db,
    { ...track, version: MODEL_VERSION },
    { time: end, state: encodeState(state) },
    storedEnd,
  );

/** Most candles complete no stored column, some complete several: a column is computed once, when first asked for. */
function once(compute: () => LevelColumn): () => LevelColumn {
  let column: LevelColumn | undefined;
  return () => {
    column ??= compute();
    return column;
  };
}
