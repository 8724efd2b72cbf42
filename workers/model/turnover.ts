import type { FilterState } from './state.ts';

/** Part of the turnover that open interest does not show and that still opened positions; 0.15 to 0.5 do as well. */
const HIDDEN_TURNOVER = 0.2;

/** Half-life of positions where a venue publishes no open interest, hours. */
const HALF_LIFE_WITHOUT_OPEN_INTEREST = 48;

/** What a candle opened, and the part of what stood before that it did not close. */
export type Turnover = { opened: number; kept: number };

/**
 * Gross openings and closings of a candle. Open interest only shows their difference: as many contracts
 * again change hands between those who leave and those who come.
 *
 * `volume`, `openInterest` and `liquidated` share the state's unit; `liquidated` is the true quantity, both sides.
 */
export function turnover(
  state: FilterState,
  volume: number,
  openInterest: number | undefined,
  liquidated: number,
  hours: number,
): Turnover {
  const before = state.openInterest ?? openInterest;
  if (before === undefined) {
    return { opened: HIDDEN_TURNOVER * volume, kept: 0.5 ** (hours / HALF_LIFE_WITHOUT_OPEN_INTEREST) };
  }
  const change = (openInterest ?? before) - before;
  const net = change + liquidated;
  const opened = Math.max(net, 0) + HIDDEN_TURNOVER * Math.max(0, volume - Math.abs(net));
  const closed = opened - net;
  return { opened, kept: before > 0 ? Math.max(0, 1 - closed / before) : 1 };
}
