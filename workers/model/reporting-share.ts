import { DAY } from '../../schema/range.ts';
import type { ReportingShare, ReportingShares } from '../../schema/reporting-share.ts';
import { quantile, randomNumbers } from './score/bootstrap.ts';

/** What one venue traded and reported as liquidated in an hour of one symbol, both sides, USD. */
export type VenueHour = { time: number; turnoverUsd: number; liquidatedUsd: number };

/** Hours of one symbol: of the venue in question, and of venues that report every liquidation, in any order. */
export type ComparedMarket = { venue: readonly VenueHour[]; complete: readonly VenueHour[] };

/** Hours of a symbol in which the complete venues liquidated most for their turnover. */
const BURST = 0.1;
/** Fewer days make an interval that says nothing. */
const FEWEST_DAYS = 7;
const FEWEST_BURST_DAYS = 3;
/** Below this a venue is not sampled but broken, and what it reports cannot be scaled up. */
const LEAST = 0.02;
const RESAMPLES = 1000;

/** The venue and the complete ones beside it in the same hour. */
type Pair = { time: number; venue: VenueHour; turnoverUsd: number; liquidatedUsd: number };

/** A day's sums of one symbol: liquidated and traded by the venue, and by the complete ones in the same hours. */
type Sums = { liquidated: number; traded: number; completeLiquidated: number; completeTraded: number };

/**
 * Estimates which share of its liquidations a venue reports. A venue is taken to liquidate as much of its turnover as
 * the complete venues do in the same hours of the same symbol; what it reports of that is the share. Symbols are
 * joined by their dollars, shares kept within 0.02 and 1. Only hours that both sides have are compared.
 *
 * Undefined where nobody complete traded beside it, where either side reported nothing, or for less than seven days.
 */
export function estimateReportingShare(markets: readonly ComparedMarket[]): ReportingShares | undefined {
  const pairs = markets.map(pairHours);
  const bursts = pairs.map(burstHours);
  const share = (kept: (pair: Pair, market: number) => boolean, fewestDays: number) =>
    shareOf(
      pairs.map((hours, market) => hours.filter(pair => kept(pair, market))),
      fewestDays,
    );
  const all = share(() => true, FEWEST_DAYS);
  if (!all) return undefined;
  const calm = share((pair, market) => !bursts[market]?.has(pair), FEWEST_DAYS);
  const burst = share((pair, market) => bursts[market]?.has(pair) ?? false, FEWEST_BURST_DAYS);
  return { ...all, ...(calm && { calm }), ...(burst && { burst }) };
}

function pairHours({ venue, complete }: ComparedMarket): Pair[] {
  const beside = Map.groupBy(complete, hour => hour.time);
  return venue.flatMap(hour => {
    const others = beside.get(hour.time) ?? [];
    const turnoverUsd = others.reduce((sum, other) => sum + other.turnoverUsd, 0);
    const liquidatedUsd = others.reduce((sum, other) => sum + other.liquidatedUsd, 0);
    return turnoverUsd > 0 ? [{ time: hour.time, venue: hour, turnoverUsd, liquidatedUsd }] : [];
  });
}

/** The complete venues alone say what a burst is: where the venue in question is throttled it looks calm. */
function burstHours(pairs: readonly Pair[]): Set<Pair> {
  const rate = (pair: Pair) => pair.liquidatedUsd / pair.turnoverUsd;
  const rates = pairs.map(rate).sort((a, b) => b - a);
  const threshold = rates[Math.floor(rates.length * BURST)] ?? 0;
  return new Set(pairs.filter(pair => rate(pair) > threshold));
}

/** The share over some hours of each market; the same hours give the same interval. */
function shareOf(markets: readonly (readonly Pair[])[], fewestDays: number): ReportingShare | undefined {
  const days = [...Map.groupBy(markets.flat(), dayOf).keys()].sort((a, b) => a - b);
  if (days.length < fewestDays) return undefined;
  const byMarket = markets.map(pairs => {
    const byDay = Map.groupBy(pairs, dayOf);
    return days.map(day => sumsOf(byDay.get(day) ?? []));
  });
  const value = ratio(
    byMarket,
    days.map((_, i) => i),
  );
  if (!(value > 0)) return undefined;
  const random = randomNumbers();
  const resampled = Array.from({ length: RESAMPLES }, () =>
    ratio(
      byMarket,
      days.map(() => Math.floor(random() * days.length)),
    ),
  )
    // A draw of days on which the complete venues liquidated nothing says nothing.
    .filter(share => !Number.isNaN(share))
    .sort((a, b) => a - b);
  return {
    value: clamp(value),
    low: clamp(quantile(resampled, 0.025)),
    high: clamp(quantile(resampled, 0.975)),
  };
}

/** Reported ÷ expected dollars on the chosen days; NaN where nothing is expected. */
function ratio(byMarket: readonly (readonly Sums[])[], chosen: readonly number[]): number {
  let reported = 0;
  let expected = 0;
  for (const days of byMarket) {
    const sums: Sums = { liquidated: 0, traded: 0, completeLiquidated: 0, completeTraded: 0 };
    for (const day of chosen) add(sums, days[day] as Sums);
    if (sums.completeTraded === 0) continue;
    reported += sums.liquidated;
    expected += sums.traded * (sums.completeLiquidated / sums.completeTraded);
  }
  return expected > 0 ? reported / expected : Number.NaN;
}

const sumsOf = (pairs: readonly Pair[]): Sums => {
  const sums: Sums = { liquidated: 0, traded: 0, completeLiquidated: 0, completeTraded: 0 };
  for (const { venue, turnoverUsd, liquidatedUsd } of pairs) {
    add(sums, {
      liquidated: venue.liquidatedUsd,
      traded: venue.turnoverUsd,
      completeLiquidated: liquidatedUsd,
      completeTraded: turnoverUsd,
    });
  }
  return sums;
};

function add(sums: Sums, more: Sums) {
  sums.liquidated += more.liquidated;
  sums.traded += more.traded;
  sums.completeLiquidated += more.completeLiquidated;
  sums.completeTraded += more.completeTraded;
}

const dayOf = ({ time }: Pair): number => Math.floor(time / DAY);
const clamp = (share: number): number => Math.min(1, Math.max(LEAST, share));
