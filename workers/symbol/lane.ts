import type { Exchange } from '../../schema/exchange.ts';
import type { Track } from '../../schema/market.ts';
import { DAY, MINUTE } from '../../schema/range.ts';
import {
  createFilter,
  decodeState,
  type FilterState,
  type ModelCandle,
  unsoundPart,
} from '../model/filter.ts';
import { standingRoom } from '../model/standing-map.ts';
import { readFilterRules } from '../store/read-filter-rules.ts';
import type { StoredReporting } from '../store/reporting-shares.ts';
import type { SetAside } from '../store/set-aside-candles.ts';
import type { ModelCandles } from './record/model-candles-of.ts';
import type { StoredLane } from './states.ts';

/** One exchange's filter with the candles it has not consumed yet. */
export type Lane = {
  track: Track;
  /** Whether it is part of the symbol's sum over exchanges. */
  summed: boolean;
  state: FilterState;
  /** The state as it was when the lane was opened, and the candles it took since: what a candle spoilt is made anew. */
  begin: () => FilterState;
  taken: ModelCandle[];
  /** Candles of the queue that could not be taken, and why. */
  refused: SetAside[];
  /** Whether all its numbers were numbers then. */
  wasSound: boolean;
  /** Where its maps lie, one after the other. */
  room: Float64Array;
  /** End of the last candle consumed; 0 before the first. */
  end: number;
  queue: readonly ModelCandle[];
  /** How long its last candle was, ms; 0 before the first. */
  step: number;
  /** What was known of its reports when the queue's candles opened, oldest first. */
  reporting: readonly StoredReporting[];
  /** The store holds more candles than the queue. */
  more: boolean;
  /** Up to where the store was looked through: what is not in the queue of before is not to be had. */
  until: number;
};

/** How long the sum waits for an exchange whose candle is late before it goes on without it. */
const GRACE = 3 * MINUTE;
/** An exchange that has missed more candles than this is not waited for. */
const PATIENCE = 12;
/** What stood on an exchange that has been silent for longer is not counted as standing. */
const GONE_AFTER = DAY;

/** Candles that were not consumed yet. */
export type Waiting = Pick<ModelCandles, 'candles' | 'more' | 'until'>;

/** A lane that cannot be taken up, and why; the others go on without it. */
export type LaneFailure = { exchange: Exchange; error: unknown };

/**
 * Takes up a filter where it was stored, or a new one, with the candles that follow and what was known of the exchange's
 * reports when they opened. A stored filter that cannot be read is a failure of its lane; that the store does not answer is
 * thrown.
 */
export async function openLane(
  db: D1Database,
  track: Track,
  stored: StoredLane | undefined,
  {
    summed,
    waiting: { candles, more, until },
    reporting,
  }: { summed: boolean; waiting: Waiting; reporting: readonly StoredReporting[] },
): Promise<Lane | LaneFailure> {
  const rules = stored ? {} : await readFilterRules(db, track);
  const begin = () => (stored ? decodeState(stored.state) : createFilter(rules));
  try {
    const state = begin();
    return {
      track,
      summed,
      state,
      begin,
      taken: [],
      refused: [],
      wasSound: unsoundPart(state) === undefined,
      room: standingRoom(),
      end: stored?.end ?? 0,
      queue: candles,
      step: candles.at(-1)?.step ?? stored?.step ?? 0,
      reporting,
      more,
      until,
    };
  } catch (error) {
    return { exchange: track.exchange, error };
  }
}

/** Candles of one symbol that end at the same time, each with its lane. */
export type Moment = { end: number; arrivals: { lane: Lane; candle: ModelCandle }[] };

/**
 * The moments the lanes can go through now, oldest first. They stop where a lane's queue was cut short, and wait
 * for an exchange whose candle may still come.
 */
export function moments(lanes: readonly Lane[], now: number): Moment[] {
  const arrivals = lanes.flatMap(lane => lane.queue.map(candle => ({ lane, candle })));
  const byEnd = Map.groupBy(arrivals, ({ candle }) => candle.time + candle.step);
  const frontier = Math.min(...lanes.filter(lane => lane.more).map(reached));
  const ready: Moment[] = [];
  for (const end of [...byEnd.keys()].sort((a, b) => a - b)) {
    const arrived = byEnd.get(end) ?? [];
    const step = Math.min(...arrived.map(({ candle }) => candle.step));
    // A venue that is asked for longer candles is not late before its next one has closed.
    const isLate = (lane: Lane) =>
      lane.summed &&
      reached(lane) < end &&
      reached(lane) + lane.step <= end &&
      reached(lane) >= end - PATIENCE * step;
    if (end > frontier || (now - end < GRACE && lanes.some(isLate))) break;
    ready.push({ end, arrivals: arrived });
  }
  return ready;
}

/** The lanes that make up the sum at a time. */
export const standingLanes = (lanes: readonly Lane[], time: number): Lane[] =>
  lanes.filter(lane => lane.summed && lane.end > time - GONE_AFTER);

/** Up to where a lane's candles have come, those that were set aside among them: for these nobody waits. */
const reached = (lane: Lane): number => Math.max(lastEnd(lane), lane.until);

/** Where a lane will have come when its queue is consumed. */
export function lastEnd({ queue, end }: Pick<Lane, 'queue' | 'end'>): number {
  const last = queue.at(-1);
  return last ? last.time + last.step : end;
}
