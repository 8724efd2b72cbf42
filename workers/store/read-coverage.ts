import { and, eq, gt, gte, inArray, lt, sql } from 'drizzle-orm';
import type { Coverage } from '../../schema/answer/heatmap.ts';
import type { Exchange } from '../../schema/exchange.ts';
import { DAY } from '../../schema/range.ts';
import { candles } from '../../schema/tables.ts';
import { type Asked, listPlaces, madeOnce, prepared } from './prepared.ts';

/**
 * How much of a span one exchange's candles cover and where they do not; and of those that fit in a column, how many
 * there are and what was traded in them.
 */
export type CandleCoverage = Coverage & { exchange: Exchange; candles: number; turnoverUsd: number };

/** Longer lists of holes say no more; the longest holes are kept. */
const MAX_GAPS = 100;

type Named = Asked<'symbol' | 'step' | 'from' | 'to' | 'dayBefore'>;

const coveredOf = madeOnce((count: number) =>
  prepared((on, { symbol, step, from, to, dayBefore }: Named) => {
    const { exchange, time } = candles;
    const ends = sql`${time} + ${candles.step}`;
    // A candle covers what lies behind everything before it; `seen` is the end of that, never before `from`.
    const bars = on
      .select({
        exchange,
        opens: sql<number>`max(${time}, ${from})`.as('opens'),
        ends: sql<number>`min(${ends}, ${to})`.as('ends'),
        turnover: sql<number>`${candles.volume} * ${candles.close}`.as('turnover'),
        fits: sql<0 | 1>`${candles.step} <= ${step}`.as('fits'),
        seen: sql<number>`max(${from}, ifnull(max(${ends}) OVER (
        PARTITION BY ${exchange} ORDER BY ${time}, ${candles.step} DESC
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
      ), ${from}))`.as('seen'),
      })
      .from(candles)
      .where(
        and(
          eq(candles.symbol, symbol),
          inArray(exchange, listPlaces(count)),
          gte(time, dayBefore),
          lt(time, to),
        ),
      )
      .as('bars');
    return on
      .select({
        exchange: bars.exchange,
        covered: sql<number>`sum(max(0, ${bars.ends} - max(${bars.opens}, ${bars.seen})))`,
        until: sql<number>`max(${bars.ends})`,
        candles: sql<number>`sum(${bars.fits})`,
        turnover: sql<number>`sum(iif(${bars.fits} AND ${bars.opens} >= ${bars.seen}, ${bars.turnover}, 0))`,
        gaps: sql<string>`json_group_array(json_array(${bars.seen}, ${bars.opens}))
          FILTER (WHERE ${bars.opens} > ${bars.seen})`,
      })
      .from(bars)
      .where(gt(bars.ends, from))
      .groupBy(bars.exchange);
  }),
);

/**
 * Coverage of [from, to) by each exchange's candles, in the order asked. An exchange without candles there has
 * share 0 and one gap. `step` is the width of a column.
 */
export async function readCoverage(
  db: D1Database,
  {
    exchanges,
    ...span
  }: { symbol: string; exchanges: readonly Exchange[]; step: number; from: number; to: number },
): Promise<CandleCoverage[]> {
  const { from, to } = span;
  const results = await coveredOf(exchanges.length)(db, { ...span, dayBefore: from - DAY, ...exchanges });
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
