import type { LiquidationBar } from '../../../schema/market.ts';
import { DAY, HOUR, INTERVALS, MINUTE } from '../../../schema/range.ts';
import type { ToldExchange, ToldMarket } from './told-market.ts';

/** Dollars of a stretch of time that cannot be told in parts: of a recorded bar, or of the moment of an event. */
export type Atom = { from: number; to: number; longUsd: number; shortUsd: number };

/**
 * Recorded bars that tell everything once: not the hours of a day of which one is missing, and no day of which all were
 * recorded.
 */
function once(recorded: ToldExchange['recorded']): ToldExchange['recorded'] {
  const within = (bar: LiquidationBar) =>
    recorded.filter(({ time, step }) => step < bar.step && time >= bar.time && time < bar.time + bar.step);
  const wide = recorded.filter(bar => bar.step > HOUR);
  const filled = wide.filter(bar => within(bar).length === bar.step / HOUR);
  const partly = new Set(wide.filter(bar => !filled.includes(bar)).flatMap(within));
  return recorded.filter(bar => !filled.includes(bar) && !partly.has(bar));
}

/** What was liquidated, told once: an event in the time of a recorded total is a part of it. */
export const atomsOf = ({ exchanges }: ToldMarket): Atom[] =>
  exchanges.flatMap(({ recorded, events }) => [
    ...once(recorded).map(({ time, step, longUsd = 0, shortUsd = 0 }) => ({
      from: time,
      to: time + step,
      longUsd,
      shortUsd,
    })),
    ...events
      .filter(({ time }) => !recorded.some(bar => time >= bar.time && time < bar.time + bar.step))
      .map(({ time, side, notionalUsd }) => ({
        from: time,
        to: time + 1,
        longUsd: side === 'long' ? notionalUsd : 0,
        shortUsd: side === 'short' ? notionalUsd : 0,
      })),
  ]);

export const dollars = (atoms: readonly Atom[]) => ({
  longUsd: atoms.reduce((sum, atom) => sum + atom.longUsd, 0),
  shortUsd: atoms.reduce((sum, atom) => sum + atom.shortUsd, 0),
});

/** The least of the intervals from `least` on in whose bars all that is told of [end − span, limit) fits whole. */
export function fittingInterval(
  { exchanges }: ToldMarket,
  { least, end, span, limit }: { least: number; end: number; span: number; limit: number },
): number {
  const fits = (interval: number) => {
    const from = Math.floor((end - span) / interval) * interval;
    return exchanges.every(({ recorded }) =>
      once(recorded).every(
        ({ time, step }) => time >= limit || time + step <= from || time % interval <= interval - step,
      ),
    );
  };
  return (
    Object.values(INTERVALS)
      .filter(interval => interval >= least)
      .find(fits) ?? Number.NaN
  );
}

/** By the start of the minute the part of it, 0 to 1, that an exchange saw. A minute it says nothing of is absent. */
export function seenMinutes({ recorded, minutes }: ToldExchange): Map<number, number> {
  const seen = new Map<number, number>();
  const feedsIn = new Map<number, Set<string>>();
  for (const { time, feed } of minutes) {
    const hour = Math.floor(time / HOUR);
    feedsIn.set(hour, (feedsIn.get(hour) ?? new Set()).add(feed));
  }
  const busiest = new Map<number, number>();
  for (const [hour, feeds] of feedsIn) {
    const day = Math.floor(hour / 24);
    busiest.set(day, Math.max(busiest.get(day) ?? 0, feeds.size));
  }
  for (const [time, reports] of Map.groupBy(minutes, minute => minute.time)) {
    const whole = reports.length === busiest.get(Math.floor(time / DAY));
    seen.set(time, whole ? Math.min(...reports.map(report => report.seconds)) / 60 : 0);
  }
  for (const { time, step } of recorded)
    for (let minute = time; minute < time + step; minute += MINUTE) seen.set(minute, 1);
  return seen;
}
