import { LEVERAGE_GROUP_NAMES, perLeverageGroup } from '../../schema/leverage-group.ts';
import type { StandingMap } from './standing-map.ts';

/**
 * What stands on each level over several exchanges. Dollars add up; the distances of the bands' edges from the mean
 * add in quadrature, as each exchange's weights err by themselves; the share of the prior is the mean by dollars.
 */
export function sumStanding(maps: readonly StandingMap[]): StandingMap {
  const [only] = maps;
  if (only && maps.length === 1) return only;
  const first = Math.min(...maps.map(map => map.firstLevel));
  const count = Math.max(0, ...maps.map(map => map.firstLevel + map.usd.length - first));
  const array = () => new Float64Array(count);
  const sum: StandingMap = {
    firstLevel: count === 0 ? 0 : first,
    usd: array(),
    low: array(),
    high: array(),
    groups: perLeverageGroup(array),
    priorShare: array(),
  };
  for (const map of maps) add(sum, map, map.firstLevel - first);
  const { usd, low, high, priorShare } = sum;
  for (let i = 0; i < count; i++) {
    const mean = usd[i] as number;
    low[i] = mean - Math.sqrt(low[i] as number);
    high[i] = mean + Math.sqrt(high[i] as number);
    const assumed = priorShare[i] as number;
    priorShare[i] = assumed > 0 ? assumed / mean : 0;
  }
  return sum;
}

/** Adds a map to a sum whose edges are, until all are added, squares of distances, and its share of the prior dollars. */
function add(sum: StandingMap, map: StandingMap, offset: number) {
  const { usd, low, high, priorShare } = sum;
  for (let i = 0, at = offset; i < map.usd.length; i++, at++) {
    const mean = map.usd[i] as number;
    usd[at] = (usd[at] as number) + mean;
    low[at] = (low[at] as number) + (mean - (map.low[i] as number)) ** 2;
    high[at] = (high[at] as number) + ((map.high[i] as number) - mean) ** 2;
    priorShare[at] = (priorShare[at] as number) + (map.priorShare[i] as number) * mean;
  }
  for (const group of LEVERAGE_GROUP_NAMES) addAll(sum.groups[group].subarray(offset), map.groups[group]);
}

function addAll(sum: Float64Array, values: Float64Array) {
  for (let i = 0; i < values.length; i++) sum[i] = (sum[i] as number) + (values[i] as number);
}
