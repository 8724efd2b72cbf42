import type { Side } from '../../schema/market.ts';
import type { StandingColumn } from './standing-side.ts';

/** A heap of standing positions: its total in USD, its densest price and the prices it spans. */
export type Cluster = { side: Side; usd: number; price: number; low: number; high: number };

/**
 * The greatest heaps of a column on either side of its close, greatest first: windows `width` wide in
 * log price (1 % by default) that do not overlap. Windows below `share` of the greatest are left out.
 */
export function clusters(column: StandingColumn, { most = 3, width = 0.01, share = 0.2 } = {}): Cluster[] {
  const { usd, first, ratio, close } = column;
  const span = Math.max(1, Math.round(width / Math.log(ratio)));
  const border = Math.round(Math.log(close / first) / Math.log(ratio));
  const longs = heaps(usd, 0, Math.min(border, usd.length), span, most);
  const shorts = heaps(usd, Math.max(0, border), usd.length, span, most);
  const found = [...longs, ...shorts];
  const greatest = found.reduce((most, heap) => Math.max(most, heap.total), 0);
  return found
    .filter(heap => heap.total >= greatest * share)
    .sort((a, b) => b.total - a.total)
    .map(({ total, peak, from, to }) => ({
      side: from < border ? 'long' : 'short',
      usd: total,
      price: first * ratio ** (peak + 0.5),
      low: first * ratio ** from,
      high: first * ratio ** to,
    }));
}

type Heap = { total: number; peak: number; from: number; to: number };

function heaps(usd: ArrayLike<number>, from: number, to: number, span: number, most: number): Heap[] {
  const windows: Heap[] = [];
  let total = 0;
  for (let end = from; end < to; end++) {
    total += usd[end] as number;
    if (end - from >= span) total -= usd[end - span] as number;
    if (total > 0) windows.push({ total, peak: end, from: Math.max(from, end - span + 1), to: end + 1 });
  }
  windows.sort((a, b) => b.total - a.total);
  const chosen: Heap[] = [];
  for (const window of windows) {
    if (chosen.length === most) break;
    if (chosen.every(other => window.to <= other.from || window.from >= other.to)) chosen.push(window);
  }
  for (const heap of chosen) {
    heap.peak = heap.from;
    for (let y = heap.from; y < heap.to; y++)
      if ((usd[y] as number) > (usd[heap.peak] as number)) heap.peak = y;
  }
  return chosen;
}
