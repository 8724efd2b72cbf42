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
  return html`<div>
      <div>${format.time(at.time, at.step)} <span class="faint">UTC</span></div>
      ${
        cell === 'hole'
          ? html`<div><b>${text.hole}</b></div>`
          : cell
            ? html`<div>
                  <b>${cell.usd > 0 ? format.usd(cell.usd) : text.nothing}</b>
                  ${cell.usd > 0 ? text[cell.side === 'long' ? 'longs' : 'shorts'] : nothing}
                  <span class="faint">${text.modelled}</span>
                </div>
                <div>
                  ${format.price(cell.price)}
                  <span class="faint"
                    >${fill(text.from, { percent: format.percent(cell.distance), price: format.price(cell.close) })}</span
                  >
                </div>`
            : nothing
      }
    </div>
    ${
      bar
        ? html`<div>
            <div class="faint">${text.liquidated}</div>
            <dl>
              <dt><i class="swatch long"></i>${text.longs}</dt>
              <dd>${amount(bar.longUsd)}</dd>
              <dt><i class="swatch short"></i>${text.shorts}</dt>
              <dd>${amount(bar.shortUsd)}</dd>
            </dl>
          </div>`
        : nothing
    }`;
}
