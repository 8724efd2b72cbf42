/** The leverages the model stands for; a position of any other leverage is counted with the nearest. */
export const LEVERAGES = [2, 3, 5, 10, 20, 25, 50, 75, 100, 125] as const;

/** Share of standing notional per leverage before anything is learned; a flat prior does nearly as well. */
export const PRIOR_SHARES: readonly number[] = [0.12, 0.18, 0.24, 0.18, 0.1, 0.07, 0.06, 0.02, 0.02, 0.01];

/** Half-lives in hours beyond what closings take: positions meant for the day, and positions meant to stay. */
export const COMPARTMENT_HALF_LIVES = [12, Number.POSITIVE_INFINITY] as const;

export const COMPARTMENTS = COMPARTMENT_HALF_LIVES.length;

/** Kernels per side: each leverage in each compartment, the compartments of one leverage side by side. */
export const KERNELS = LEVERAGES.length * COMPARTMENTS;
