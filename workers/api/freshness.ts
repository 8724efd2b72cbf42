import type { Mode } from '../../schema/market.ts';
import { DAY, HOUR, MINUTE } from '../../schema/range.ts';

/** Seconds for which an answer holds that ends in the past: nothing comes to it but late and repaired rows. */
const PAST_SECONDS = 86_400;
/** After so long most of what comes late has come. */
const SETTLED = HOUR;
/** Seconds for which an answer from a recording holds: its data end in the past, and grow only by import. */
const RECORDED_SECONDS = 300;
/** Seconds for which it holds while the model still works through the recording. */
const CATCHING_UP_SECONDS = 2;

/**
 * Seconds for which an answer holds that carries the present, by the span it shows (ms): a minute is much of a day and
 * nothing of a year. While the model has not consumed what is there, it holds a minute at most.
 */
export function secondsFresh(mode: Mode, span: number, caughtUp = true): number {
  if (mode !== 'live' && !caughtUp) return CATCHING_UP_SECONDS;
  if (mode === 'replay') return RECORDED_SECONDS;
  if (span <= DAY || !caughtUp) return 60;
  return span <= 7 * DAY ? 120 : 600;
}

/** The same for what ends at a time that was asked for; a recording may still be growing there. */
export const secondsFreshUpTo = (mode: Mode, end: number | undefined, now: number, span: number): number =>
  mode !== 'replay' && end !== undefined && end <= now - SETTLED ? PAST_SECONDS : secondsFresh(mode, span);

/** Whether the present is missing: closes should have come for two steps, and two minutes for the way here. */
export const isStale = (mode: Mode, now: number, { end, step }: { end: number; step: number }): boolean =>
  mode !== 'replay' && isLate(end, now, step);

/** Whether what has come as far as `reached` should be further by now, with candles of `step` up to `end`. */
export const isBehind = (reached: number, { end, step }: { end: number; step: number }): boolean =>
  isLate(reached, end, step);

const isLate = (reached: number, now: number, step: number): boolean => now - reached > 2 * step + 2 * MINUTE;
