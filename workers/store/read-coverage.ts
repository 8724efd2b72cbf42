import type { Coverage } from '../../schema/answer/heatmap.ts';
import type { Exchange } from '../../schema/exchange.ts';
import { DAY } from '../../schema/range.ts';

/**
 * How much of a span one exchange's candles cover and where they do not; and of those that fit in a column, how many
 * there are and what was traded in them.
 */
export type CandleCoverage = Coverage & { exchange: Exchange; candles: number; turnoverUsd: number };

type Row = {
  exchange: Exchange;
  covered: number;
  until: number;
  candles: number;
  turnover: number;
  gaps: string;
};

/** Longer lists of holes say no more; the longest holes are kept. */
const MAX_GAPS = 100;

/**
 * Coverage of [from, to) by each exchange's candles, in the order asked. An exchange without candles there has
 * share 0 and one gap. `step` is the width of a column.
 */
export async function readCoverage(
  db: D1Database,
  {
    symbol,
    exchanges,
    step,
    from,
    to,
  }: { symbol: string; exchanges: readonly Exchange[]; step: number; from: number; to: number },
): Promise<CandleCoverage[]> {
  // A candle covers what lies behind everything before it; `seen` is the end of that, never before `from`.
  const { results } = await db
    .prepare(
      `WITH bars AS (
         SELECT exchange, max(time, ?3) AS opens, min(time + step, ?4) AS ends, volume * close AS turnover,
           step <= ?6 AS fits,
           max(?3, ifnull(max(time + step) OVER (
             PARTITION BY exchange ORDER BY time, step DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
           ), ?3)) AS seen
         FROM candles
         WHERE symbol = ?1 AND exchange IN (SELECT value FROM json_each(?2)) AND time >= ?3 - ?5 AND time < ?4
       )
       SELECT exchange, sum(max(0, ends - max(opens, seen))) AS covered, max(ends) AS until,
         sum(fits) AS candles, sum(iif(fits AND opens >= seen, turnover, 0)) AS turnover,
         json_group_array(json_array(seen, opens)) FILTER (WHERE opens > seen) AS gaps
       FROM bars WHERE ends > ?3 GROUP BY exchange`,
    )
    .bind(symbol, JSON.stringify(exchanges), from, to, DAY, step)
    .all<Row>();
  const rows = new Map(results.map(row => [row.exchange, row]));
  return exchanges.map(exchange => {
    const row = rows.get(exchange);
    if (!row) return { exchange, share: 0, gaps: [[from, to]], candles: 0, turnoverUsd: 0 };
    const gaps = JSON.parse(row.gaps) as [from: number, to: number][];
    if (row.until < to) gaps.push([row.until, to]);
    return {
      exchange,
      share: row.covered / (to - from),
      gaps: longest(gaps),
      candles: row.candles,
      turnoverUsd: row.turnover,
    };
  });
}

/** Coverage of [from, to) without some spans of it more, in any order, which may overlap its gaps and each other. */
export function withoutSpans<Covered extends Coverage>(
  coverage: Covered,
  spans: readonly (readonly [from: number, to: number])[],
  { from, to }: { from: number; to: number },
): Covered {
  if (spans.length === 0) return coverage;
  const length = (gaps: Coverage['gaps']) => gaps.reduce((sum, [start, end]) => sum + end - start, 0);
  const known = merged(coverage.gaps);
  const gaps = merged([
    ...coverage.gaps,
    ...spans.map(([start, end]): [number, number] => [Math.max(start, from), Math.min(end, to)]),
  ]);
  const more = (length(gaps) - length(known)) / (to - from);
  return { ...coverage, share: Math.max(0, coverage.share - more), gaps: longest(gaps) };
}

/** Spans oldest first, those that touch as one. */
function merged(spans: readonly (readonly [from: number, to: number])[]): [from: number, to: number][] {
  const all: [from: number, to: number][] = [];
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = all.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else if (from < to) all.push([from, to]);
  }
  return all;
}

/** The exchange whose candles stand for all: the one with most turnover in the span, the first of equals. */
export function referenceExchange(coverage: readonly CandleCoverage[]): Exchange | undefined {
  let reference: CandleCoverage | undefined;
  for (const candidate of coverage) {
    if (candidate.candles > 0 && (!reference || candidate.turnoverUsd > reference.turnoverUsd))
      reference = candidate;
  }
  return reference?.exchange;
}

function longest(gaps: [from: number, to: number][]): [from: number, to: number][] {
  if (gaps.length <= MAX_GAPS) return gaps;
  return gaps
    .sort((a, b) => b[1] - b[0] - (a[1] - a[0]))
    .slice(0, MAX_GAPS)
    .sort((a, b) => a[0] - b[0]);
}
