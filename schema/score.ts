import type { Side } from './market.ts';

/** What a forecast has to be better than, weakest first. */
export const OPPONENTS = ['constant', 'sweptRange', 'sinceSwept', 'sweepCurve'] as const;
export type Opponent = (typeof OPPONENTS)[number];

/** An estimate with the interval that holds 95 % of resampled days. */
export type Interval = { value: number; low: number; high: number };

/** 1 − deviance ÷ the opponent's: 0 is no better, 1 is perfect; undefined where nothing could be scored. */
export type Skill = Partial<Record<Opponent, Interval>>;

/**
 * Whether forecast dollars are dollars. `sum` is Σ forecast ÷ Σ reported, `weekly` the same per week (10 %, median,
 * 90 % of the weeks), `slope` the log-log slope of reported over forecast in ten equally full bins: 1 is right.
 */
export type Calibration = { sum: number; slope: number; weekly: [number, number, number] };

/** Thirds of the scored bars by their range: quiet, usual, wild. */
export const VOLATILITIES = ['quiet', 'usual', 'wild'] as const;
export type Volatility = (typeof VOLATILITIES)[number];

/** How well forecasts of one market, or of several, did. */
export type Score = {
  /** Forecasts that were scored, one per bar and side, and the days they lie on. */
  rows: number;
  days: number;
  skill: Skill;
  bySide: Record<Side, Skill>;
  byVolatility: Record<Volatility, Skill>;
  /** Whether the interval against the sweep-curve lies above 0; else "no skill shown yet". */
  shown: boolean;
  /** Of raw dollars, and of what a fair scale makes of them; undefined where nothing was reported. */
  calibration?: Calibration;
  scaled?: Calibration;
  /** Share of the reported USD in the best quarter of swept range, mean over markets and sides; chance gives 0.25. */
  bestQuarter?: number;
};
