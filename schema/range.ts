export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Names of durations as people write them, in milliseconds. */
export const INTERVALS = {
  '1m': MINUTE,
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '30m': 30 * MINUTE,
  '1h': HOUR,
  '2h': 2 * HOUR,
  '4h': 4 * HOUR,
  '6h': 6 * HOUR,
  '12h': 12 * HOUR,
  '1d': DAY,
} as const;
export type Interval = keyof typeof INTERVALS;

export const INTERVAL_NAMES = Object.keys(INTERVALS) as readonly Interval[];

/** The ranges the field knows, with the column width each is served at (coarser where the data are). */
export const RANGES = {
  '12h': { span: 12 * HOUR, resolution: 5 * MINUTE },
  '24h': { span: DAY, resolution: 5 * MINUTE },
  '3d': { span: 3 * DAY, resolution: 15 * MINUTE },
  '7d': { span: 7 * DAY, resolution: 30 * MINUTE },
  '30d': { span: 30 * DAY, resolution: 2 * HOUR },
  '90d': { span: 90 * DAY, resolution: 6 * HOUR },
  '180d': { span: 180 * DAY, resolution: 12 * HOUR },
  '1y': { span: 365 * DAY, resolution: DAY },
} as const;
export type Range = keyof typeof RANGES;

export const RANGE_NAMES = Object.keys(RANGES) as readonly Range[];

/** What the API answers for where no range is asked for. */
export const DEFAULT_RANGE = '24h' satisfies Range;

/** `30 * MINUTE` → `30m`; throws on a duration that has no name. */
export function intervalName(ms: number): Interval {
  for (const [name, length] of Object.entries(INTERVALS)) if (length === ms) return name as Interval;
  throw new RangeError(`interval: expected one of ${Object.keys(INTERVALS).join(', ')}, got ${ms} ms`);
}

/** Column widths that are stored, finest first. Data coarser than a width are stored at their own. */
export const RESOLUTIONS: readonly number[] = [...new Set(Object.values(RANGES).map(r => r.resolution))];
