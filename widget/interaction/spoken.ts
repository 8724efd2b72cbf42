import type { Pointed } from '../parts/tooltip.ts';
import { fill, type Messages } from '../text/en.ts';
import type { Format } from '../text/format.ts';

/** A place in one sentence for a screen reader. */
export function spoken(text: Messages, format: Format, { time, step, cell, bar }: Pointed): string {
  const parts = [`${format.time(time, step)} UTC`];
  if (cell === 'hole') parts.push(text.hole);
  else if (cell) {
    const distance = fill(text.from, {
      percent: format.percent(cell.distance),
      price: format.price(cell.close),
    });
    parts.push(`${format.price(cell.price)} (${distance})`);
    parts.push(
      cell.usd > 0
        ? `${format.usd(cell.usd)} ${cell.side === 'long' ? text.longs : text.shorts}, ${text.modelled}`
        : text.nothing,
    );
  }
  if (bar) {
    const amount = (usd: number | undefined) => (usd === undefined ? text.notRecorded : format.usd(usd));
    parts.push(
      `${text.liquidated}: ${text.longs} ${amount(bar.longUsd)}, ${text.shorts} ${amount(bar.shortUsd)}`,
    );
  }
  return `${parts.join('. ')}.`;
}
