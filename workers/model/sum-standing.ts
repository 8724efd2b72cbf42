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
  const add = (values: (map: StandingMap) => ArrayLike<number>): Float64Array => {
    const sum = new Float64Array(count);
    for (const map of maps) {
      const own = values(map);
      const offset = map.firstLevel - first;
      for (let i = 0; i < own.length; i++) sum[offset + i] = (sum[offset + i] as number) + (own[i] as number);
    }
    return sum;
  };
  const usd = add(map => map.usd);
  const below = add(map => map.low.map((edge, i) => ((map.usd[i] as number) - edge) ** 2));
  const above = add(map => map.high.map((edge, i) => (edge - (map.usd[i] as number)) ** 2));
  const assumed = add(map => map.priorShare.map((share, i) => share * (map.usd[i] as number)));
  return {
    firstLevel: count === 0 ? 0 : first,
    usd,
    low: usd.map((mean, i) => mean - Math.sqrt(below[i] as number)),
    high: usd.map((mean, i) => mean + Math.sqrt(above[i] as number)),
    groups: {
      upTo10: add(map => map.groups.upTo10),
      from20To25: add(map => map.groups.from20To25),
      from50: add(map => map.groups.from50),
    },
    priorShare: assumed.map((value, i) => (value > 0 ? value / (usd[i] as number) : 0)),
  };
}
