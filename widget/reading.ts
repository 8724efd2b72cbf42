import type { Heatmap } from '../schema/answer/heatmap.ts';
import type { History, HistoryBar } from '../schema/answer/history.ts';
import { cellValue } from '../schema/cells.ts';
import type { Side } from '../schema/market.ts';

/** What stands at one place of the heatmap. */
export type CellReading = {
  /** Open of the column, ms. */
  time: number;
  /** Middle of the level, USD per base unit. */
  price: number;
  /** 0 where nothing stands. */
  usd: number;
  /** Which positions: longs below the column's close, shorts above. */
  side: Side;
  /** From the column's close to the level, as a share of the close. */
  distance: number;
  close: number;
  /** Its byte in the grid. */
  index: number;
};

/** Reads the cell at a time and price; `undefined` outside the grid, `hole` where nobody recorded. */
export function cellAt(heatmap: Heatmap, time: number, price: number): CellReading | 'hole' | undefined {
  const { time: times, price: prices, candles, bytes, cells } = heatmap;
  const x = Math.floor((time - times.start) / times.step);
  const y = Math.floor(Math.log(price / prices.first) / Math.log(prices.ratio));
  if (x < 0 || x >= times.count || y < 0 || y >= prices.count) return undefined;
  const open = times.start + x * times.step;
  const candle = indexOfTime(candles.time, open, times.step);
  if (candle === undefined) return 'hole';
  const close = candles.close[candle] as number;
  const middle = prices.first * prices.ratio ** (y + 0.5);
  return {
    time: open,
    price: middle,
    usd: cellValue(cells, bytes[x * prices.count + y] as number),
    index: x * prices.count + y,
    side: middle < close ? 'long' : 'short',
    distance: middle / close - 1,
    close,
  };
}

/** The bar that covers a time. */
export function barAt(history: History, time: number, step: number): HistoryBar | undefined {
  return history.bars.find(bar => time >= bar.time && time < bar.time + step);
}

/** Index of the candle that opens within [open, open + step). */
function indexOfTime(times: readonly number[], open: number, step: number): number | undefined {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < open) low = middle + 1;
    else high = middle;
  }
  return low < times.length && (times[low] as number) < open + step ? low : undefined;
}
