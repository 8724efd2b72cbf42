/**
 * How much of its liquidations an exchange tells, by its own word. `full`: each one. `throttled`: at most one per
 * contract and second. `sampled`: it leaves out some. `unknown`: it publishes none, or nobody knows.
 */
export type Completeness = 'full' | 'throttled' | 'sampled' | 'unknown';

/** Liquidated USD that is reported ÷ USD that is liquidated, with the interval that holds 95 % of resampled days. */
export type ReportingShare = { value: number; low: number; high: number };

/**
 * The share over all hours, and over those in which little and most is liquidated: throttles bite in bursts. Calm or
 * burst is absent where there were too few such hours to tell.
 */
export type ReportingShares = ReportingShare & { calm?: ReportingShare; burst?: ReportingShare };
