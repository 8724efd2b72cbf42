import { html, nothing, type TemplateResult } from 'lit';
import type { HistoryBar } from '../../schema/wire.ts';
import type { CellReading } from '../reading.ts';
import { fill, type Messages } from '../text/en.ts';
import type { Format } from '../text/format.ts';

/** What the cursor points at, in words. */
export function tooltip(
  text: Messages,
  format: Format,
  at: {
    time: number;
    step: number;
    cell?: CellReading | 'hole' | undefined;
    bar?: HistoryBar | undefined;
  },
): TemplateResult {
  const { cell, bar } = at;
  const amount = (usd: number | undefined) => (usd === undefined ? text.notRecorded : format.usd(usd));
  return html`<div>${format.time(at.time, at.step)} <span class="faint">UTC</span></div>
    ${
      cell === 'hole'
        ? html`<div>${text.hole}</div>`
        : cell
          ? html`<div><b>${cell.usd > 0 ? format.usd(cell.usd) : text.nothing}</b>
              ${cell.usd > 0 ? html`<span>${cell.side === 'long' ? text.longs : text.shorts} · ${text.modelled}</span>` : nothing}</div>
            <dl>
              <dt>${text.price}</dt><dd>${format.price(cell.price)}</dd>
              <dt>${format.percent(cell.distance)}</dt><dd class="faint">${fill(text.from, { price: format.price(cell.close) })}</dd>
            </dl>`
          : nothing
    }
    ${
      bar
        ? html`<dl>
            <dt><i class="swatch long"></i>${text.longs}</dt><dd>${amount(bar.longUsd)}</dd>
            <dt><i class="swatch short"></i>${text.shorts}</dt><dd>${amount(bar.shortUsd)}</dd>
          </dl>`
        : nothing
    }`;
}
