import { DAY } from '../../../schema/range.ts';
import type { Calibration } from '../../../schema/score.ts';
import { quantile } from './bootstrap.ts';

const WEEK = 7 * DAY;
const SLOPE_BINS = 10;

export type CalibrationRow = { time: number; forecast: number; observed: number };

/** Undefined where nothing was reported. */
export function calibration(rows: readonly CalibrationRow[]): Calibration | undefined {
  const sum = (of: readonly CalibrationRow[], key: 'forecast' | 'observed') =>
    of.reduce((all, row) => all + row[key], 0);
  const observed = sum(rows, 'observed');
  if (!(observed > 0)) return undefined;
  const weeks = Map.groupBy(rows, row => Math.floor(row.time / WEEK));
  const weekly = [...weeks.values()]
    .filter(week => sum(week, 'observed') > 0)
    .map(week => sum(week, 'forecast') / sum(week, 'observed'))
    .sort((a, b) => a - b);
  return {
    sum: sum(rows, 'forecast') / observed,
    slope: logSlope(rows),
    weekly: [quantile(weekly, 0.1), quantile(weekly, 0.5), quantile(weekly, 0.9)],
  };
}

function logSlope(rows: readonly CalibrationRow[]): number {
  const sorted = [...rows].sort((a, b) => a.forecast - b.forecast);
  const points: [number, number][] = [];
  for (let bin = 0; bin < SLOPE_BINS; bin++) {
    const from = Math.floor((bin * sorted.length) / SLOPE_BINS);
    const to = Math.floor(((bin + 1) * sorted.length) / SLOPE_BINS);
    const mean = (key: 'forecast' | 'observed') =>
      sorted.slice(from, to).reduce((all, row) => all + row[key], 0) / (to - from);
    if (to > from && mean('forecast') > 0 && mean('observed') > 0) {
      points.push([Math.log(mean('forecast')), Math.log(mean('observed'))]);
    }
  }
  const middle = (at: 0 | 1) => points.reduce((all, point) => all + point[at], 0) / points.length;
  const [x0, y0] = [middle(0), middle(1)];
  let [together, alone] = [0, 0];
  for (const [x, y] of points) {
    together += (x - x0) * (y - y0);
    alone += (x - x0) ** 2;
  }
  return together / alone;
}

/**
 * Share of the reported USD in the candles of highest forecast per unit of swept range which together make a
 * quarter of all swept range; the last of them counts in part. Chance gives 0.25.
 */
export function bestQuarter(
  rows: readonly { forecast: number; observed: number; distance: number }[],
): number {
  const swept = rows.filter(row => row.distance > 0);
  const all = swept.reduce((sum, row) => sum + row.observed, 0);
  let room = swept.reduce((sum, row) => sum + row.distance, 0) / 4;
  let caught = 0;
  for (const row of [...swept].sort((a, b) => b.forecast / b.distance - a.forecast / a.distance)) {
    const part = Math.min(1, room / row.distance);
    caught += part * row.observed;
    room -= part * row.distance;
    if (room <= 0) break;
  }
  return caught / all;
}
