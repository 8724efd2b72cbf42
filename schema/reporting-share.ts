import { number, optional, record, type TypeOf } from './shape.ts';

/**
 * How much of its liquidations an exchange tells, by its own word. `full`: each one. `throttled`: at most one per
 * contract and second. `sampled`: it leaves out some. `unknown`: it publishes none, or nobody knows.
 */
export const COMPLETENESSES = ['full', 'throttled', 'sampled', 'unknown'] as const;
export type Completeness = (typeof COMPLETENESSES)[number];

const share = (description: string) => number(description, { least: 0, most: 1 });
const interval = {
  value: share('Reported ÷ liquidated USD.'),
  low: share('95 % of resampled days lie above.'),
  high: share('And below.'),
};
const reportingShare = (description: string) => record(interval, description, 'ReportingShare');

/** Liquidated USD that is reported ÷ USD that is liquidated, with the interval that holds 95 % of resampled days. */
export type ReportingShare = TypeOf<ReturnType<typeof reportingShare>>;

export const reportingShares = record(
  {
    ...interval,
    calm: optional(
      reportingShare('Over hours in which little is liquidated; absent where there were too few.'),
    ),
    burst: optional(
      reportingShare('Over hours in which most is liquidated; absent where there were too few.'),
    ),
  },
  'Reported ÷ true liquidated USD, estimated daily against the exchanges that report all, with the interval of 95 % of resampled days: throttles bite in bursts. 1 where it reports all. Absent where it could not be estimated: the model then assumes 0.25. Reported dollars are never scaled by it.',
  'ReportingShares',
);
export type ReportingShares = TypeOf<typeof reportingShares>;
