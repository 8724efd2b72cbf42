import { drawPriceLine } from './chart/line-label.ts';
import { newestColumn } from './chart/standing-clusters.ts';
import type { Host } from './host.ts';
import { liquidationPrice, readPosition } from './plot/position.ts';
import { swept } from './plot/standing-side.ts';
import { fill } from './text/en.ts';
import { allWords } from './text/en-more.ts';

/** Draws the reader's position: its entry, where it is liquidated and what stands before that. Computed here, sent nowhere. */
export function showPosition(host: Host, text: string): void {
  const position = readPosition(text);
  if (!position) {
    host.overlay('position', undefined);
    if (text) console.warn(`liq-heatmap: position: expected as “long 60000 20x”, got “${text}”`);
    return;
  }
  const price = liquidationPrice(position);
  host.overlay('position', (plot, { heatmap, ink, format }) => {
    const say = allWords(host.text());
    const entry = fill(say.positionEntry, {
      side: say[position.side],
      leverage: `${position.leverage}×`,
      price: format.price(position.entry),
    });
    drawPriceLine(plot, { price: position.entry, words: entry, colour: ink.accent, ink, dashed: true });
    const close = heatmap?.candles.close.at(-1);
    let words = fill(say.positionLiquidation, { price: format.price(price) });
    if (heatmap && close !== undefined) {
      const before = swept({ ...heatmap.price, usd: newestColumn(heatmap), close }, price);
      if (before.side === position.side)
        words += ` · ${fill(say.positionBefore, { usd: format.usd(before.usd) })}`;
    }
    drawPriceLine(plot, { price, words, colour: ink[position.side], ink });
  });
}
