import { BOUNDS } from '../../../schema/bounds.ts';
import { faultText } from '../../../schema/fault.ts';
import type { LiquidationBar } from '../../../schema/market.ts';
import { CLOCK_ERROR, candleFault } from '../../../schema/plausible.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { credibleCandle, type ModelCandle } from '../../model/filter.ts';
import { WHOLE_MINUTE } from '../../store/read-feed-coverage.ts';
import type { SetAside } from '../../store/set-aside-candles.ts';
import type { ExchangeRows, FeedDay, StoredCandle } from '../market-rows.ts';
import { sqlSum } from './sql-sum.ts';

/** What the model can take of an exchange. */
export type ModelCandles = {
  candles: ModelCandle[];
  setAside: SetAside[];
  /** Whether the limit cut the answer short. */
  more: boolean;
  /** Up to where the store holds no candle but these, milliseconds UTC. */
  until: number;
};

type Question = { from: number; limit: number; now?: number };
type Side = 'longUsd' | 'shortUsd';

/**
 * The candles of an exchange that open at `from` or later, oldest first, with the open interest at their close and what was
 * liquidated in them: bars of the candle's own step, else the sum of one-minute bars, else zero where all feeds were
 * watching, else undefined. Where candles of several steps overlap, the one that opens first and is finest is taken.
 * What no market can be is left out and told in `setAside`; a candle of a time that has not come at `now` is not read.
 */
export function modelCandlesOf(
  { candles: stored, bars, feeds }: ExchangeRows,
  { from, limit, now = Number.POSITIVE_INFINITY }: Question,
): ModelCandles {
  const first = firstAt(stored, from);
  const rows = stored.slice(first, first + limit).filter(({ time }) => time < now + CLOCK_ERROR);
  const candles: ModelCandle[] = [];
  const setAside: SetAside[] = [];
  let end = from;
  for (const row of rows) {
    const fault = candleFault(row);
    if (fault) setAside.push({ ...aside(row, bars), reason: faultText(fault), drop: 'candle' });
    else if (row.time >= end) {
      const { candle, missing } = modelCandle(row, bars, feeds);
      for (const one of missing) {
        const { field } = one;
        setAside.push({
          ...{ ...aside(row, bars), reason: faultText(one) },
          ...(field === 'openInterest' && { drop: field }),
        });
      }
      candles.push(candle);
      end = candle.time + candle.step;
    }
  }
  const more = rows.length === limit;
  const last = setAside.findLast(({ drop }) => drop === 'candle')?.row.time ?? from - 1;
  // Behind a row that the limit cut off others may open at the same time; behind the last one of all nothing does.
  return { candles, setAside, more, until: Math.max(end, more ? last : last + 1) };
}

/** The candle of a row that is one. */
function modelCandle(row: StoredCandle, bars: readonly LiquidationBar[], feeds: readonly FeedDay[]) {
  const { longUsd, shortUsd } = liquidatedIn(row, bars);
  const nothing =
    (longUsd === undefined || shortUsd === undefined) && isSeenWhole(row, feeds) ? 0 : undefined;
  const sides = told({ longUsd: longUsd ?? nothing, shortUsd: shortUsd ?? nothing });
  const read = credibleCandle({ ...row, ...(Object.keys(sides).length > 0 && { liquidations: sides }) });
  if ('candle' in read) return read;
  throw new RangeError(`candle at ${row.time}: expected one that can be, got ${read.refused.field}`);
}

/** What of both sides is there. */
const told = ({
  longUsd,
  shortUsd,
}: { [Name in Side]: number | undefined }): { [Name in Side]?: number } => ({
  ...(longUsd !== undefined && { longUsd }),
  ...(shortUsd !== undefined && { shortUsd }),
});

/** A row as the rejects tell it: with what was liquidated in it, and null for what is not there. */
function aside(row: StoredCandle, bars: readonly LiquidationBar[]) {
  const { longUsd = null, shortUsd = null } = liquidatedIn(row, bars);
  return {
    row: {
      ...row,
      buyVolume: row.buyVolume ?? null,
      openInterest: row.openInterest ?? null,
      longUsd,
      shortUsd,
    },
  };
}

/**
 * What was liquidated of each side: what the candle's bar says, else what its one-minute bars sum to; below 0, which no sum
 * is, where one of them cannot be.
 */
function liquidatedIn({ time, step }: StoredCandle, bars: readonly LiquidationBar[]) {
  const minutes: LiquidationBar[] = [];
  for (let i = firstAt(bars, time); i < bars.length; i++) {
    const bar = bars[i] as LiquidationBar;
    if (bar.time >= time + step) break;
    if (bar.time === time && bar.step === step) return bar;
    if (bar.step === MINUTE) minutes.push(bar);
  }
  const cannotBe = (usd: number | undefined) => usd !== undefined && !(usd >= 0 && usd <= BOUNDS.usd.most);
  const sum = (side: Side) => (minutes.some(minute => cannotBe(minute[side])) ? -1 : sqlSum(minutes, side));
  return { longUsd: sum('longUsd'), shortUsd: sum('shortUsd') };
}

/**
 * Whether every feed of the exchange that reported in the candle's hour saw all the candle's minutes: then no bar
 * means that nothing was liquidated. Longer candles would take coverage of several hours and have none.
 */
function isSeenWhole({ time, step }: StoredCandle, feeds: readonly FeedDay[]): boolean {
  if (step > HOUR) return false;
  const day = Math.floor(time / DAY) * DAY;
  const hour = Math.floor((time - day) / HOUR) * (HOUR / MINUTE);
  const [opens, ends] = [Math.ceil((time - day) / MINUTE), (time + step - day) / MINUTE];
  const reports = feeds
    .filter(feed => feed.day === day)
    .map(({ told }) => told.subarray(hour, hour + HOUR / MINUTE))
    .filter(report => report.some(minute => minute > 0));
  const seen = (report: Uint8Array) =>
    report.filter((minute, i) => minute > WHOLE_MINUTE && hour + i >= opens && hour + i < ends).length;
  return reports.length > 0 && reports.every(report => seen(report) * MINUTE >= step);
}

/** The place of the first of some rows, oldest first, that opens at `from` or later. */
function firstAt(rows: readonly { time: number }[], from: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] as { time: number }).time < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
