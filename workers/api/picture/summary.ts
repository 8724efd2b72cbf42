import type { HistoryBar } from '../../../schema/answer/history.ts';
import type { Side } from '../../../schema/market.ts';
import { INTERVALS } from '../../../schema/range.ts';
import { formatFor } from '../../../widget/text/format.ts';
import { lastPriceOf, type MarketView, standingAround } from './market-view.ts';

const MODES = { live: undefined, simulated: 'SIMULATED market', replay: 'recorded market' } as const;

/** `BTC liquidation heatmap, 24h, all exchanges`. */
export function title({ heatmap: { symbol, range, exchange } }: MarketView): string {
  return `${symbol} liquidation heatmap, ${range}, ${exchange === 'all' ? 'all exchanges' : exchange}`;
}

/** What kind of data it is where it is not live, and whether the present is missing. */
export const caveats = ({ heatmap: { mode, stale } }: MarketView): string[] =>
  [MODES[mode], stale ? 'stale' : undefined].filter(word => word !== undefined);

/** `2024-08-05 06:00 UTC`. */
export const momentName = (time: number): string =>
  `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** The picture in words, a line per statement. */
export function summary(view: MarketView): string {
  const { heatmap } = view;
  const lines = [`${[title(view), ...caveats(view)].join(', ')}, up to ${momentName(heatmap.generatedAt)}.`];
  const price = lastPriceOf(heatmap);
  if (price !== undefined) {
    lines.push(priceLine(view, price));
    lines.push(...standingLines(view, price));
  }
  lines.push(historyLine(view));
  lines.push(
    `Candles seen: ${heatmap.coverage.map(({ exchange, share }) => `${exchange} ${Math.round(share * 100)}%`).join(', ')}.`,
  );
  lines.push('A model of what could be liquidated: a radar, not advice.');
  return `${lines.join('\n')}\n`;
}

const english = formatFor('en');

function priceLine({ heatmap: { candles } }: MarketView, price: number): string {
  const low = Math.min(...candles.low);
  const high = Math.max(...candles.high);
  const change = english.percent(price / (candles.open[0] as number) - 1);
  return `Last price ${english.price(price)} USD, ${change} over the range; low ${english.price(low)}, high ${english.price(high)}.`;
}

function standingLines({ heatmap }: MarketView, price: number): string[] {
  const { longUsd, shortUsd, heaps } = standingAround(heatmap);
  const sides = [
    ['long', 'below', longUsd],
    ['short', 'above', shortUsd],
  ] as const satisfies [Side, string, number][];
  return sides.map(([side, place, total]) => {
    if (total === 0) return `No ${side}s stand ${place} the price.`;
    const heap = heaps.find(heap => heap.side === side);
    const densest = heap
      ? `; the densest cluster is ${english.usd(heap.usd)} near ${english.price(heap.price)} (${english.percent(heap.price / price - 1)})`
      : '';
    return `${english.usd(total)} of ${side}s would be liquidated ${place} the price within this view${densest}.`;
  });
}

function historyLine({ history: { bars, interval, from, to } }: MarketView): string {
  if (bars.length === 0) return 'No liquidations were recorded in the range.';
  const total = (side: 'longUsd' | 'shortUsd') => bars.reduce((sum, bar) => sum + (bar[side] ?? 0), 0);
  const size = (bar: HistoryBar) => (bar.longUsd ?? 0) + (bar.shortUsd ?? 0);
  const worst = bars.reduce((most, bar) => (size(bar) > size(most) ? bar : most));
  const longs = english.usd(worst.longUsd ?? 0);
  const shorts = english.usd(worst.shortUsd ?? 0);
  const width = INTERVALS[interval] >= INTERVALS['1d'] ? 'day' : interval;
  const sum = `Liquidated in the range: ${english.usd(total('longUsd'))} of longs and ${english.usd(total('shortUsd'))} of shorts`;
  const span = `from ${momentName(from)} to ${momentName(to)}`;
  if (size(worst) === 0) return `${sum}, ${span}.`;
  return `${sum}, ${span}; the worst ${width} began ${momentName(worst.time)} with ${longs} of longs and ${shorts} of shorts.`;
}
