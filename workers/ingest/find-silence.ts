import { HOUR, MINUTE } from '../../schema/range.ts';
import { WHOLE_MINUTE } from '../store/read-feed-coverage.ts';
import { REPAIRED, SILENT, type StoredMinute } from '../store/save-coverage.ts';

/**
 * Each minute with an event begins a wait for the next, of which there are 10,080 a week at most: when one in 10,000 is
 * longer by chance, a feed that is well is taken for silent about once a week.
 */
const CHANCE = 1e-4;
/** What has to be known of a feed before anything can be expected of it. */
const LEAST_MINUTES = 6 * 60;
const LEAST_ACTIVE = 30;

/** From `from` on nothing came, though about `expected` minutes with events were due; `needed` would have been enough. */
export type Silence = { from: number; expected: number; needed: number };

type Rate = { minutes: number; active: number };

/**
 * Whether a feed that is connected has become silent: a venue that renames a channel confirms the old name and sends
 * nothing. `othersIn` tells how many other exchanges had events in a minute.
 *
 * What is counted are minutes with events, because single liquidations come in bursts. How often the feed has one is
 * learnt apart for quiet and busy minutes of the other exchanges: the share q of such minutes. A wait over minutes of
 * the shares q is by chance with the probability of the product of all (1 - q), so `expected` is the sum of -ln(1 - q),
 * and a Poisson process would need ln 10,000 = 9.2 of it. Activity still clusters beyond that: where its hourly counts
 * vary by D times what they should, the probability of none is that of a negative binomial with that variance,
 * D^(-expected / (D - 1)).
 *
 * What this cannot see: a feed that has events in one minute of seven needs an hour, one with two such minutes an hour
 * needs four and a half, either longer where they come in bursts; one with fewer than thirty in the span known of it is
 * never told from one that is well.
 */
export function findSilence(
  minutes: ReadonlyMap<number, StoredMinute>,
  othersIn: (time: number) => number,
  { from, to }: { from: number; to: number },
): Silence | undefined {
  const span = [...minutes].filter(([time]) => time >= from && time < to).sort(([a], [b]) => a - b);
  const last = span.findLast(([, [, events, , note]]) => events > 0 && note !== REPAIRED)?.[0];
  const begin = last === undefined ? from : last + MINUTE;
  const levelIn = (time: number) => levelOf(othersIn(time));
  const known = span.filter(
    ([time, [seconds, , , note]]) => note === REPAIRED || (time < begin && seconds >= WHOLE_MINUTE),
  );
  const rates = new Map<number, Rate>();
  for (const [time, [, events]] of known) {
    const rate = rates.get(levelIn(time)) ?? { minutes: 0, active: 0 };
    rates.set(levelIn(time), {
      minutes: rate.minutes + 1,
      active: rate.active + Number(events > 0),
    });
  }
  const rateIn = (time: number): Rate => rates.get(levelIn(time)) ?? { minutes: 0, active: 0 };
  let expected = 0;
  let isMarked = false;
  for (const [time, [seconds, , , note]] of span) {
    if (time < begin) continue;
    isMarked ||= note === SILENT;
    const { minutes: all, active } = rateIn(time);
    // One more quiet minute than was seen: a level that is rare says little.
    if (note === undefined && seconds >= WHOLE_MINUTE) expected -= Math.log(1 - active / (all + 1));
  }
  const needed = neededFor(dispersion(known, rateIn));
  // Once silent, it stays so until an event comes.
  if (isMarked) return { from: begin, expected, needed };
  const active = [...rates.values()].reduce((sum, rate) => sum + rate.active, 0);
  const isKnown = known.length >= LEAST_MINUTES && active >= LEAST_ACTIVE;
  return isKnown && expected >= needed ? { from: begin, expected, needed } : undefined;
}

/** Counts of other exchanges in steps that double: 0, 1, 2, up to 4, up to 8, more. */
const levelOf = (others: number): number =>
  others === 0 ? 0 : Math.min(5, Math.ceil(Math.log2(others)) + 1);

/** How many times more the hourly counts of minutes with events vary than they should if minutes came by chance. */
function dispersion(known: readonly [time: number, StoredMinute][], rateIn: (time: number) => Rate): number {
  const hours = Map.groupBy(known, ([time]) => Math.floor(time / HOUR));
  let squares = 0;
  let variance = 0;
  for (const members of hours.values()) {
    let surplus = 0;
    for (const [time, [, events]] of members) {
      const { minutes, active } = rateIn(time);
      const share = active / minutes;
      surplus += Number(events > 0) - share;
      variance += share * (1 - share);
    }
    squares += surplus ** 2;
  }
  if (hours.size < 2 || variance === 0) return 1;
  return Math.max(1, ((squares / variance) * hours.size) / (hours.size - 1));
}

/** The expectation at which none is a chance of `CHANCE`. */
function neededFor(dispersed: number): number {
  const bursts = dispersed > 1 ? (dispersed - 1) / Math.log(dispersed) : 1;
  return -Math.log(CHANCE) * bursts;
}
