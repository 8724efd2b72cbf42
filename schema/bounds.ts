import type { Bounds } from './shape.ts';

/**
 * What a market can be, in the units of `market.ts`. Far beyond anything seen, so that no real market is refused, and
 * near enough that a number read in a wrong unit, or made up, is: the dearest coins cost some 10^5 USD, the cheapest
 * 10^-10; supplies reach 10^17 coins; the largest day of liquidations was some 2 · 10^10 USD (2025-10-10), all open
 * interest 3 · 10^11; leverage 1001× (Aster).
 */
export const BOUNDS = {
  /** USD per base unit. */
  price: { least: 1e-15, most: 1e9 },
  /** Base units of one candle, or open. */
  quantity: { least: 0, most: 1e21 },
  /** What one contract is worth: base units when linear, USD when inverse. */
  contractSize: { least: 1e-12, most: 1e12 },
  /** USD traded or liquidated in one bar, standing, or of one tier. */
  usd: { least: 0, most: 1e13 },
  /** USD of one liquidation: fifty times the largest known, about 200 million. Nothing is liquidated that is worth nothing. */
  liquidatedUsd: { above: 0, most: 1e10 },
  /** Base units of one liquidation. */
  liquidatedQuantity: { above: 0, most: 1e21 },
  ratio: { least: 0, most: 1e6 },
  /** Of a maintenance margin: some last tiers ask for all. */
  rate: { above: 0, most: 1 },
  leverage: { least: 1, most: 10_000 },
  /** Milliseconds UTC: a time outside was read in the wrong unit, or from the wrong field. */
  time: { least: Date.UTC(2010, 0), most: Date.UTC(2100, 0) - 1 },
  share: { least: 0, most: 1 },
} as const satisfies Record<string, Bounds>;

/** Highest over lowest price within one candle: a coin's first day has been some hundreds. */
export const MOST_SWING = 1e4;

/** Maintenance rate times leverage is below 1 where a position can be opened at all; in percent it is some 50. */
export const MOST_MARGIN_OF_INITIAL = 10;
