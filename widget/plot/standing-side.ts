import type { Side } from '../../schema/market.ts';

/** A column of standing positions: USD per level from the lowest price up, and the price it closed at. */
export type StandingColumn = { usd: ArrayLike<number>; first: number; ratio: number; close: number };

/**
 * USD that price would sweep on its way from the close to `target`: longs going down, shorts going up.
 * The level where it stops counts by the part (in log price) that it crosses.
 */
export function swept(
  { usd, first, ratio, close }: StandingColumn,
  target: number,
): { side: Side; usd: number } {
  const place = (price: number) => Math.log(price / first) / Math.log(ratio);
  const side = target < close ? 'long' : 'short';
  const [from, to] = [place(Math.min(close, target)), place(Math.max(close, target))];
  let total = 0;
  for (let y = Math.max(0, Math.floor(from)); y < Math.min(usd.length, to); y++) {
    // The level of the close belongs to the side that its middle lies on, as it is drawn.
    const middle = first * ratio ** (y + 0.5);
    if (middle < close !== (side === 'long')) continue;
    const crossed = side === 'long' ? Math.min(1, y + 1 - from) : Math.min(1, to - y);
    total += (usd[y] as number) * Math.max(0, crossed);
  }
  return { side, usd: total };
}

/** Sums outward from the close: longs downwards, shorts upwards, per level. */
export function cumulated({ usd, first, ratio, close }: StandingColumn): Float64Array {
  const sums = new Float64Array(usd.length);
  let border = Math.ceil(Math.log(close / first) / Math.log(ratio) - 0.5);
  border = Math.min(usd.length, Math.max(0, border));
  for (let y = border - 1, sum = 0; y >= 0; y--) {
    sum += usd[y] as number;
    sums[y] = sum;
  }
  for (let y = border, sum = 0; y < usd.length; y++) {
    sum += usd[y] as number;
    sums[y] = sum;
  }
  return sums;
}
