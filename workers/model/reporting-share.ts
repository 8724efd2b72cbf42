import { DAY } from '../../schema/range.ts';
import type { ReportingShare, ReportingShares } from '../../schema/reporting-share.ts';
import { quantile, randomNumbers } from './score/bootstrap.ts';

/** What one venue traded and reported as liquidated in an hour of one symbol, both sides, USD. */
export type VenueHour = { time: number; turnoverUsd: number; liquidatedUsd: number };

/** Hours of one symbol in any order: of the venue in question, and of each venue that reports every liquidation. */
export type ComparedMarket = { venue: readonly VenueHour[]; complete: readonly (readonly VenueHour[])[] };

/** Hours of a symbol in which the complete venues liquidated most for their turnover. */
const BURST = 0.1;
/** Fewer days make an interval that says nothing. */
const FEWEST_DAYS = 7;
const FEWEST_BURST_DAYS = 3;
/** Below this a venue is not sampled but broken, and what it reports cannot be scaled up. */
const LEAST = 0.02;
const RESAMPLES = 1000;

/** Liquidated and traded by the venue, and by complete ones in the same hours, USD. */
type Sums = { liquidated: number; traded: number; completeLiquidated: number; completeTraded: number };
type Comparison = Sums & { time: number };

/**
 * Estimates which share of its liquidations a venue reports. A venue is taken to liquidate as much of its turnover as
 * the complete venues do in the same hours of the same symbol; what it reports of that is the share. Symbols are
 * joined by their dollars, shares kept within 0.02 and 1. Only hours that both sides have are compared.
 *
 * Undefined where nobody complete traded beside it, where either side reported nothing, or for less than seven days.
 * Calm and burst take two complete venues beside it.
 */
export function estimateReportingShare(markets: readonly ComparedMarket[]): ReportingShares | undefined {
  const all = shareOf(markets.map(compare), FEWEST_DAYS);
  if (!all) return undefined;
  const parted = markets.map(partByBurst);
  const calm = shareOf(
    parted.map(part => part.calm),
    FEWEST_DAYS,
  );
  const burst = shareOf(
    parted.map(part => part.burst),
    FEWEST_BURST_DAYS,
  );
  return { ...all, ...(calm && { calm }), ...(burst && { burst }) };
}

/** Each hour of the venue beside the complete ones of that hour. */
function compare({ venue, complete }: ComparedMarket): Comparison[] {
  const total = totals(complete);
  return venue.flatMap(hour => {
    const beside = total.get(hour.time);
    return beside && beside.turnoverUsd > 0 ? [comparison(hour, beside)] : [];
  });
}

/**
 * Each hour of the venue beside each complete one, parted by what the other complete ones liquidated then. Were it
 * parted by the same liquidations it is compared with, chance alone would make a burst, and every venue seem to hide
 * a part of it.
 */
function partByBurst({ venue, complete }: ComparedMarket): Record<'calm' | 'burst', Comparison[]> {
  const parts: Record<'calm' | 'burst', Comparison[]> = { calm: [], burst: [] };
  const total = totals(complete);
  for (const one of complete) {
    const own = new Map(one.map(hour => [hour.time, hour]));
    const hours = venue.flatMap(hour => {
      const [beside, all] = [own.get(hour.time), total.get(hour.time)];
      if (!beside || !all || all.turnoverUsd === beside.turnoverUsd) return [];
      const rate = (all.liquidatedUsd - beside.liquidatedUsd) / (all.turnoverUsd - beside.turnoverUsd);
      return [{ rate, hour: comparison(hour, beside) }];
    });
    const rates = hours.map(({ rate }) => rate).sort((a, b) => b - a);
    const threshold = rates[Math.floor(rates.length * BURST)] ?? 0;
    for (const { rate, hour } of hours) parts[rate > threshold ? 'burst' : 'calm'].push(hour);
  }
  return parts;
}

/** Venues added up by hour. */
function totals(venues: readonly (readonly VenueHour[])[]): Map<number, VenueHour> {
  const byTime = new Map<number, VenueHour>();
  for (const { time, turnoverUsd, liquidatedUsd } of venues.flat()) {
    const sum = byTime.get(time) ?? { time, turnoverUsd: 0, liquidatedUsd: 0 };
    sum.turnoverUsd += turnoverUsd;
    sum.liquidatedUsd += liquidatedUsd;
    byTime.set(time, sum);
  }
  return byTime;
}

const comparison = (venue: VenueHour, complete: VenueHour): Comparison => ({
  time: venue.time,
  liquidated: venue.liquidatedUsd,
  traded: venue.turnoverUsd,
  completeLiquidated: complete.liquidatedUsd,
  completeTraded: complete.turnoverUsd,
});

/** The share over some hours of each market; the same hours give the same interval. */
function shareOf(
  markets: readonly (readonly Comparison[])[],
  fewestDays: number,
): ReportingShare | undefined {
  const days = [...Map.groupBy(markets.flat(), dayOf).keys()].sort((a, b) => a - b);
  if (days.length < fewestDays) return undefined;
  const byMarket = markets.map(hours => {
    const byDay = Map.groupBy(hours, dayOf);
    return days.map(day => sumOf(byDay.get(day) ?? []));
  });
  const value = ratio(byMarket, [...days.keys()]);
  if (!(value > 0)) return undefined;
  const random = randomNumbers();
  const draw = () => days.map(() => Math.floor(random() * days.length));
  // A draw of days on which the complete venues liquidated nothing says nothing.
  const resampled = Array.from({ length: RESAMPLES }, () => ratio(byMarket, draw()))
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
    const sums = sumOf(days, chosen);
    if (sums.completeTraded === 0) continue;
    reported += sums.liquidated;
    expected += sums.traded * (sums.completeLiquidated / sums.completeTraded);
  }
  return expected > 0 ? reported / expected : Number.NaN;
}

function sumOf(parts: readonly Sums[], chosen: Iterable<number> = parts.keys()): Sums {
  const sums: Sums = { liquidated: 0, traded: 0, completeLiquidated: 0, completeTraded: 0 };
  for (const i of chosen) {
    const part = parts[i] as Sums;
    sums.liquidated += part.liquidated;
    sums.traded += part.traded;
    sums.completeLiquidated += part.completeLiquidated;
    sums.completeTraded += part.completeTraded;
  }
  return sums;
}

const dayOf = ({ time }: Comparison): number => Math.floor(time / DAY);
const clamp = (share: number): number => Math.min(1, Math.max(LEAST, share));
