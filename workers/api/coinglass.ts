import type { CoinglassHeatmap } from '../../schema/answer/coinglass.ts';
import type { Grid } from './read-grid.ts';

/** Below this part of the greatest cell the other formats are empty too. */
const FAINTEST = Math.exp(-10);

/** Significant digits of a cell, finer than the store keeps it. */
const DIGITS = 5;

export function coinglassHeatmap({ header, cells, candles }: Grid): CoinglassHeatmap {
  const { first, ratio, count } = header.price;
  const least = cells.reduce((max, usd) => Math.max(max, usd), 0) * FAINTEST;
  const triples: [number, number, number][] = [];
  for (let i = 0; i < cells.length; i++) {
    const usd = cells[i] as number;
    if (usd > 0 && usd >= least)
      triples.push([Math.floor(i / count), i % count, Number(usd.toPrecision(DIGITS))]);
  }
  return {
    code: '0',
    msg: 'success',
    data: {
      y_axis: Array.from({ length: count }, (_, y) => Number((first * ratio ** (y + 0.5)).toPrecision(10))),
      liquidation_leverage_data: triples,
      price_candlesticks: candles.map(({ time, open, high, low, close, volume }) => [
        time / 1000,
        String(open),
        String(high),
        String(low),
        String(close),
        (volume * close).toFixed(2),
      ]),
    },
  };
}
