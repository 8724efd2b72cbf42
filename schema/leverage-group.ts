/** What is told apart of the leverage of positions, lowest first: its bounds, both included, and how traders write it. */
export const LEVERAGE_GROUPS = {
  upTo10: { least: 0, most: 10, label: '≤ 10×' },
  from20To25: { least: 20, most: 25, label: '20–25×' },
  from50: { least: 50, most: Number.POSITIVE_INFINITY, label: '≥ 50×' },
} as const satisfies Record<string, { least: number; most: number; label: string }>;

export type LeverageGroup = keyof typeof LEVERAGE_GROUPS;

export const LEVERAGE_GROUP_NAMES = Object.keys(LEVERAGE_GROUPS) as readonly LeverageGroup[];

/** One of a kind for each group. */
export const perLeverageGroup = <T>(make: (group: LeverageGroup) => T): Record<LeverageGroup, T> =>
  Object.fromEntries(LEVERAGE_GROUP_NAMES.map(group => [group, make(group)])) as Record<LeverageGroup, T>;
