/**
 * The lattice of price levels, one for all symbols: level i covers the prices [e^(i·h), e^((i+1)·h)) USD.
 * Being absolute, levels of different venues, days and grids line up without a table.
 */
export const LEVEL_STEP = 0.001;

/** Position of a price on the lattice, in levels with their fraction. */
export const latticePosition = (price: number): number => Math.log(price) / LEVEL_STEP;

/** The level that holds a price (USD per base unit). */
export const levelOf = (price: number): number => Math.floor(latticePosition(price));

/** The lower edge of a level, USD per base unit. */
export const priceOfLevel = (level: number): number => Math.exp(level * LEVEL_STEP);

/** USD standing on consecutive levels from `firstLevel` up: long positions below the price, short above. */
export type LevelColumn = { firstLevel: number; usd: Float64Array };

/** Consecutive levels, both ends included. */
export type LevelRange = { bottom: number; top: number };
