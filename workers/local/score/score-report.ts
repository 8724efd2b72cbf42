import { type Calibration, type Interval, OPPONENTS, type Score } from '../../../schema/score.ts';
import type { ScoredCandle } from '../../model/score/score.ts';

const OPPONENT_NAMES = {
  constant: 'constant',
  sweptRange: 'swept range',
  sinceSwept: 'time since swept',
  sweepCurve: 'learned sweep-curve',
} as const;

const interval = (skill: Interval | undefined): string =>
  skill === undefined
    ? 'nothing to score'
    : `${skill.value.toFixed(3)} [${skill.low.toFixed(3)}, ${skill.high.toFixed(3)}]`;

const calibrated = (name: string, found: Calibration | undefined): string =>
  found === undefined
    ? `  ${name}: nothing reported`
    : `  ${name}: forecast ÷ reported ${found.sum.toFixed(2)}, slope ${found.slope.toFixed(2)}, weeks ${found.weekly
        .map(ratio => ratio.toFixed(2))
        .join(' / ')} (10 %, median, 90 %)`;

/** A score as a person reads it. */
export function scoreText(name: string, score: Score): string {
  return [
    `${name}: ${score.rows} forecasts on ${score.days} days`,
    ...OPPONENTS.map(
      opponent => `  skill against ${OPPONENT_NAMES[opponent].padEnd(20)} ${interval(score.skill[opponent])}`,
    ),
    calibrated('raw dollars', score.calibration),
    calibrated('after the fair scale', score.scaled),
    `  reported USD in the best quarter of swept range: ${score.bestQuarter?.toFixed(2) ?? '-'} (chance 0.25)`,
    score.shown ? '  better than the path of price alone' : '  no skill shown yet beyond the path of price',
    '',
  ].join('\n');
}

/** Raw rows, two per bar; an empty field is not known. */
export function scoreCsv(bars: readonly ScoredCandle[]): string {
  const lines = bars.flatMap(({ time, forecast, observed }) => [
    `${time},long,${forecast?.longUsd ?? ''},${observed.longUsd ?? ''}`,
    `${time},short,${forecast?.shortUsd ?? ''},${observed.shortUsd ?? ''}`,
  ]);
  return lines.map(line => `${line}\n`).join('');
}

export const SCORE_CSV_HEADER = 't_ms,side,forecast_usd,observed_usd\n';
