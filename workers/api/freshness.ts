import type { Mode } from '../../schema/market.ts';
import { MINUTE } from '../../schema/range.ts';

/** The tick of a minute has written what it found by this time after the minute. */
const TICK_LAG = 5_000;
/** Seconds for which an answer from a recording holds: its data end in the past, and grow only by import. */
const RECORDED_SECONDS = 300;
/** Seconds for which it holds while the model still works through the recording. */
const CATCHING_UP_SECONDS = 2;

/** Seconds until an answer can change: with the next tick, or with a recording's next step. */
export function secondsFresh(mode: Mode, now: number, caughtUp = true): number {
  if (mode !== 'live' && !caughtUp) return CATCHING_UP_SECONDS;
  if (mode === 'replay') return RECORDED_SECONDS;
  return Math.ceil((MINUTE - ((now - TICK_LAG) % MINUTE)) / 1000);
}

/** Whether the present is missing: closes should have come for two steps, and two minutes for the way here. */
export const isStale = (mode: Mode, now: number, { end, step }: { end: number; step: number }): boolean =>
  mode !== 'replay' && isLate(end, now, step);

/** Whether what has come as far as `reached` should be further by now, with candles of `step` up to `end`. */
export const isBehind = (reached: number, { end, step }: { end: number; step: number }): boolean =>
  isLate(reached, end, step);

const isLate = (reached: number, now: number, step: number): boolean => now - reached > 2 * step + 2 * MINUTE;
