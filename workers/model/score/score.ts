import { DAY, HOUR } from '../../../schema/range.ts';
import { sinceSwept, sweptRange } from './baselines.ts';
import { type DaySums, daySkill, type Interval } from './bootstrap.ts';
import { bestQuarter, type Calibration, calibration } from './calibration.ts';
import { tweedieDeviance } from './deviance.ts';
import { fairScale, UNSCORED } from './fair-scale.ts';
import { type BySide, observedUsd, type ScoredCandle, SIDE_INDEXES, sweptDistance } from './scored-candle.ts';
import { sweepCurve } from './sweep-curve.ts';

export type { ScoredCandle } from './scored-candle.ts';

/** What a forecast has to be better than, weakest first. */
export const OPPONENTS = ['constant', 'sweptRange', 'sinceSwept', 'sweepCurve'] as const;
export type Opponent = (typeof OPPONENTS)[number];

export type Score = {
  /** Candles and sides that were scored. */
  rows: number;
  days: number;
  /** 1 − deviance ÷ the opponent's; undefined where nothing could be scored. */
  skill: Record<Opponent, Interval | undefined>;
  /** Whether the interval against the sweep-curve lies above 0: else "no skill shown yet". */
  shown: boolean;
  /** Of raw dollars, and of what a fair scale makes of them. */
  calibration: Calibration | undefined;
  scaled: Calibration | undefined;
  /** Mean over markets and sides; chance gives 0.25. */
  bestQuarter: number;
};

type Row = {
  /** One market's side. */
  group: string;
  time: number;
  day: number;
  forecast: number;
  scaled: number;
  observed: number;
  distance: number;
  deviance: number;
  against: Record<Opponent, number>;
};

/**
 * Scores forecasts of one market, oldest first, all of one step. Every forecaster gets the same fair scale, so that
 * knowing the amount is not what is rewarded but knowing when and where.
 */
export const score = (candles: readonly ScoredCandle[]): Score => summarize(rowsOf(candles, 0));

/** Scores several markets together: a calendar day is one block over all of them. */
export const scoreTogether = (markets: readonly (readonly ScoredCandle[])[]): Score =>
  summarize(markets.flatMap((candles, market) => rowsOf(candles, market)));

function rowsOf(candles: readonly ScoredCandle[], market: number): Row[] {
  const hours = (candles[0]?.step ?? HOUR) / HOUR;
  const observed = observedUsd(candles);
  const raw: BySide = [
    Float64Array.from(candles, candle => candle.forecast?.longUsd ?? 0),
    Float64Array.from(candles, candle => candle.forecast?.shortUsd ?? 0),
  ];
  const opponents = {
    sweptRange: sweptRange(candles),
    sinceSwept: sinceSwept(candles),
    sweepCurve: sweepCurve(candles, observed),
  };
  const first = Math.floor(candles.length * UNSCORED);
  return SIDE_INDEXES.flatMap(side => {
    const usd = observed[side];
    const { mean, constant } = fairScale(raw[side], usd, hours);
    const scaledOf = (forecast: BySide) => fairScale(forecast[side], usd, hours).mean;
    const means = {
      constant,
      sweptRange: scaledOf(opponents.sweptRange),
      sinceSwept: scaledOf(opponents.sinceSwept),
      sweepCurve: scaledOf(opponents.sweepCurve),
    };
    const rows: Row[] = [];
    for (let i = first; i < candles.length; i++) {
      const reported = usd[i] as number;
      if (Number.isNaN(reported)) continue;
      const { time } = candles[i] as ScoredCandle;
      const against = (opponent: Opponent) => tweedieDeviance(reported, means[opponent][i] as number);
      rows.push({
        group: `${market} ${side}`,
        time,
        day: Math.floor(time / DAY),
        forecast: raw[side][i] as number,
        scaled: mean[i] as number,
        observed: reported,
        distance: sweptDistance(candles, i, side),
        deviance: tweedieDeviance(reported, mean[i] as number),
        against: {
          constant: against('constant'),
          sweptRange: against('sweptRange'),
          sinceSwept: against('sinceSwept'),
          sweepCurve: against('sweepCurve'),
        },
      });
    }
    // In units of the placebo's mean deviance, so that a large market does not drown a small one.
    const unit = rows.reduce((sum, row) => sum + row.against.constant, 0) / rows.length;
    for (const row of rows) {
      row.deviance /= unit;
      for (const opponent of OPPONENTS) row.against[opponent] /= unit;
    }
    return rows;
  });
}

function summarize(rows: readonly Row[]): Score {
  const days = [...Map.groupBy(rows, row => row.day).values()];
  const groups = [...Map.groupBy(rows, row => row.group).values()];
  const skillAgainst = (opponent: Opponent) =>
    daySkill(
      days.map(day =>
        day.reduce<DaySums>(
          (sums, row) => ({
            forecast: sums.forecast + row.deviance,
            against: sums.against + row.against[opponent],
          }),
          { forecast: 0, against: 0 },
        ),
      ),
    );
  const skill = {
    constant: skillAgainst('constant'),
    sweptRange: skillAgainst('sweptRange'),
    sinceSwept: skillAgainst('sinceSwept'),
    sweepCurve: skillAgainst('sweepCurve'),
  };
  return {
    rows: rows.length,
    days: days.length,
    skill,
    shown: (skill.sweepCurve?.low ?? 0) > 0,
    calibration: calibration(rows),
    scaled: calibration(rows.map(row => ({ ...row, forecast: row.scaled }))),
    bestQuarter: groups.reduce((sum, group) => sum + bestQuarter(group), 0) / groups.length,
  };
}
