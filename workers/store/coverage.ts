import type { Coverage } from '../../schema/answer/heatmap.ts';
import type { Exchange } from '../../schema/exchange.ts';

/**
 * How much of a span one exchange's candles cover and where they do not; and of those that fit in a column, how many
 * there are and what was traded in them.
 */
export type CandleCoverage = Coverage & { exchange: Exchange; candles: number; turnoverUsd: number };

/** Longer lists of holes say no more; the longest holes are kept. */
const MAX_GAPS = 100;

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

/** The longest of some gaps, where they are too many. */
export function longest(gaps: [from: number, to: number][]): [from: number, to: number][] {
  if (gaps.length <= MAX_GAPS) return gaps;
  return gaps
    .sort((a, b) => b[1] - b[0] - (a[1] - a[0]))
    .slice(0, MAX_GAPS)
    .sort((a, b) => a[0] - b[0]);
}
