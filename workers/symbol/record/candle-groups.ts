import { type CandleRun, lastOf, turnoverOf } from './runs.ts';
import { add, emptySum, type Sum } from './sql-sum.ts';

/** The candles of one step in one bucket, as one; `covered` is the sum of their steps. */
export type CandleGroup = {
  step: number;
  first: number;
  last: number;
  covered: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: Sum;
  turnover: Sum;
};

/** What opens in [time, time + width), a group for each step, finest first. */
export type Bucket = { time: number; groups: CandleGroup[] };

/**
 * The candles that open at from <= time < to and fit in `width` (ms), in buckets of that width aligned on UTC, oldest first.
 * A bucket without candles is absent.
 */
export function bucketsOf(
  candles: readonly CandleRun[],
  { width, from, to }: { width: number; from: number; to: number },
): Bucket[] {
  const buckets: Bucket[] = [];
  let bucket: Bucket | undefined;
  let group: CandleGroup | undefined;
  for (const candle of candles) {
    const { time, step } = candle;
    if (time < from || time >= to || step > width) continue;
    const opens = time - (time % width);
    if (bucket?.time !== opens) {
      bucket = { time: opens, groups: [] };
      buckets.push(bucket);
      group = undefined;
    }
    if (group?.step !== step) {
      group = bucket.groups.find(known => known.step === step);
      if (!group) {
        group = newGroup(candle);
        bucket.groups.push(group);
      }
    }
    group.last = lastOf(candle);
    group.covered += step * (candle.count ?? 1);
    group.high = Math.max(group.high, candle.high);
    group.low = Math.min(group.low, candle.low);
    group.close = candle.close;
    add(group.volume, candle.volume);
    if (candle.lost) add(group.volume, candle.lost);
    add(group.turnover, turnoverOf(candle));
  }
  for (const { groups } of buckets) if (groups.length > 1) groups.sort((a, b) => a.step - b.step);
  return buckets;
}

const newGroup = ({ time, step, open, high, low, close }: CandleRun): CandleGroup => ({
  ...{ step, first: time, last: time, covered: 0, open, high, low, close },
  ...{ volume: emptySum(), turnover: emptySum() },
});

/** Of some groups the one that has most of something, the first of equals. */
export const most = (groups: readonly CandleGroup[], score: (group: CandleGroup) => number): CandleGroup =>
  groups.reduce((winner, group) => (score(group) > score(winner) ? group : winner));
