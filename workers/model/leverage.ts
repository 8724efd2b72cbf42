import { LEVERAGE_GROUPS } from '../../schema/leverage-group.ts';

/** The leverages the model stands for; each also stands for those between it and its neighbours. */
export const LEVERAGES = [2, 3, 5, 10, 20, 25, 50, 75, 100, 125] as const;

/** Share of what is opened with each leverage before anything is learned; a flat prior does nearly as well. */
export const PRIOR_SHARES: readonly number[] = [0.12, 0.18, 0.24, 0.18, 0.1, 0.07, 0.06, 0.02, 0.02, 0.01];

/**
 * Of that, the share of positions for the hour: the nearer the liquidation, the shorter a position is held. Without
 * it, what is learned near the price (swept daily, mostly young) is carried to the far levels, which are old.
 */
export const PRIOR_YOUNG: readonly number[] = [0.05, 0.05, 0.1, 0.2, 0.3, 0.35, 0.5, 0.6, 0.7, 0.7];

/** The group of each leverage, as an index into LEVERAGE_GROUP_NAMES. */
export const GROUP_OF_LEVERAGE: readonly number[] = LEVERAGES.map(leverage =>
  Object.values(LEVERAGE_GROUPS).findIndex(({ least, most }) => least <= leverage && leverage <= most),
);

/** Half-lives in hours beyond what closings take: positions for the hour, and positions meant to stay. */
export const COMPARTMENT_HALF_LIVES = [3, Number.POSITIVE_INFINITY] as const;

export const COMPARTMENTS = COMPARTMENT_HALF_LIVES.length;

/** Kernels per side: each leverage in each compartment, the compartments of one leverage side by side. */
export const KERNELS = LEVERAGES.length * COMPARTMENTS;

/** Columns of a forecast: the kernels, then each leverage's positions opened and liquidated within one candle. */
export const COLUMNS = KERNELS + LEVERAGES.length;

/** The leverage of a column, as an index into LEVERAGES. */
export const bucketOf = (column: number): number =>
  column < KERNELS ? Math.floor(column / COMPARTMENTS) : column - KERNELS;
