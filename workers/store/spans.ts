/** A stretch of time, milliseconds UTC: from <= time < to. */
export type Span = readonly [from: number, to: number];

/** Spans oldest first, with those that touch or overlap as one. */
export function joined(spans: readonly Span[]): Span[] {
  const result: [number, number][] = [];
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else if (from < to) result.push([from, to]);
  }
  return result;
}

/** What of joined spans lies outside of other joined ones. */
export function without(spans: readonly Span[], others: readonly Span[]): Span[] {
  const left: Span[] = [];
  let at = 0;
  for (const [from, to] of spans) {
    while (at < others.length && (others[at] as Span)[1] <= from) at++;
    let open = from;
    for (let i = at; i < others.length && (others[i] as Span)[0] < to; i++) {
      const [begins, ends] = others[i] as Span;
      if (begins > open) left.push([open, begins]);
      open = Math.max(open, ends);
    }
    if (open < to) left.push([open, to]);
  }
  return left;
}

/** What of joined spans lies within [from, to). */
export const within = (spans: readonly Span[], from: number, to: number): Span[] =>
  spans.flatMap(([begins, ends]): Span[] => {
    const span: Span = [Math.max(begins, from), Math.min(ends, to)];
    return span[0] < span[1] ? [span] : [];
  });

/** Those of some spans, oldest first, that overlap none of other joined ones. */
export function apartFrom(spans: readonly Span[], others: readonly Span[]): Span[] {
  let at = 0;
  return spans.filter(([from, to]) => {
    while (at < others.length && (others[at] as Span)[1] <= from) at++;
    const next = others[at];
    return next === undefined || next[0] >= to;
  });
}

/** How much of each of `count` slots of `step` from `start` on joined spans fill, ms. */
export function filled(
  spans: readonly Span[],
  { start, step, count }: { start: number; step: number; count: number },
): Float64Array {
  const slots = new Float64Array(count);
  for (const [from, to] of within(spans, start, start + count * step)) {
    for (let i = Math.floor((from - start) / step); i < count && start + i * step < to; i++) {
      const opens = start + i * step;
      slots[i] = (slots[i] as number) + Math.min(to, opens + step) - Math.max(from, opens);
    }
  }
  return slots;
}
