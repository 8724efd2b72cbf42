import type { Side } from '../../../schema/market.ts';
import { DAY, HOUR } from '../../../schema/range.ts';
import { OPPONENTS, type Opponent, type Score, type Skill, type Volatility } from '../../../schema/score.ts';
import { sinceSwept, sweptRange } from './baselines.ts';
import { type DaySums, daySkill, quantile } from './bootstrap.ts';
import { bestQuarter, calibration } from './calibration.ts';
import { tweedieDeviance } from './deviance.ts';
import { fairScale, UNSCORED } from './fair-scale.ts';
import { type BySide, observedUsd, type ScoredCandle, SIDE_INDEXES, sweptDistance } from './scored-candle.ts';
import { sweepCurve } from './sweep-curve.ts';

export type { ScoredCandle } from './scored-candle.ts';

type Row = {
  /** One market's side. */
  group: string;
  side: Side;
  volatility: Volatility;
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
  const volatilities = volatilityOf(candles, first);
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
        side: side === 0 ? 'long' : 'short',
        volatility: volatilities[i] as Volatility,
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

/** Each candle's third by range, the thirds taken over the scored ones. */
function volatilityOf(candles: readonly ScoredCandle[], first: number): Volatility[] {
  const ranges = candles.map(({ high, low }) => Math.log(high / low));
  const sorted = ranges.slice(first).sort((a, b) => a - b);
  const [lower, upper] = [quantile(sorted, 1 / 3), quantile(sorted, 2 / 3)];
  return ranges.map(range => (range < lower ? 'quiet' : range < upper ? 'usual' : 'wild'));
}

function summarize(rows: readonly Row[]): Score {
  const groups = [...Map.groupBy(rows, row => row.group).values()];
  const skill = skillOf(rows);
  const raw = calibration(rows);
  const scaled = calibration(rows.map(row => ({ ...row, forecast: row.scaled })));
  const quarter = groups.reduce((sum, group) => sum + bestQuarter(group), 0) / groups.length;
  const ofSide = (side: Side) => skillOf(rows.filter(row => row.side === side));
  const inThird = (volatility: Volatility) => skillOf(rows.filter(row => row.volatility === volatility));
  return {
    rows: rows.length,
    days: new Set(rows.map(row => row.day)).size,
    skill,
    bySide: { long: ofSide('long'), short: ofSide('short') },
    byVolatility: { quiet: inThird('quiet'), usual: inThird('usual'), wild: inThird('wild') },
    shown: (skill.sweepCurve?.low ?? 0) > 0,
    ...(raw && { calibration: raw }),
    ...(scaled && { scaled }),
    ...(Number.isFinite(quarter) && { bestQuarter: quarter }),
  };
}

function skillOf(rows: readonly Row[]): Skill {
  const days = [...Map.groupBy(rows, row => row.day).values()];
  const skill: Skill = {};
  for (const opponent of OPPONENTS) {
    const interval = daySkill(days.map(day => sumsOf(day, opponent)));
    if (interval) skill[opponent] = interval;
  }
  return skill;
}

function sumsOf(day: readonly Row[], opponent: Opponent): DaySums {
  const sums = { forecast: 0, against: 0 };
  for (const row of day) {
    sums.forecast += row.deviance;
    sums.against += row.against[opponent];
  }
  return sums;
}
