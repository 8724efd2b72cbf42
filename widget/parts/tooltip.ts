import { html, nothing, type TemplateResult } from 'lit';
import type { HistoryBar } from '../../schema/answer/history.ts';
import type { Frame } from '../chart/frame.ts';
import { barAt, type CellReading, cellAt } from '../reading.ts';
import { fill, type Messages } from '../text/en.ts';
import type { Format } from '../text/format.ts';

/** What stands and stood at a place: its column's time, the cell, the bar. */
export type Pointed = {
  /** Open of the column, ms. */
  time: number;
  step: number;
  price: number | undefined;
  cell: CellReading | 'hole' | undefined;
  bar: HistoryBar | undefined;
};

/** Reads a frame at a time and, over the heatmap, a price. */
export function pointedAt(frame: Frame, at: { time: number; price?: number | undefined }): Pointed {
  const { heatmap, history, barStep, view } = frame;
  const step = heatmap?.time.step ?? barStep;
  const start = heatmap?.time.start ?? view.from;
  return {
    time: start + Math.floor((at.time - start) / step) * step,
    step,
    price: at.price,
    cell: heatmap && at.price !== undefined ? cellAt(heatmap, at.time, at.price) : undefined,
    bar: history && barAt(history, at.time, barStep),
  };
}

/** What the cursor points at, in words. */
export function tooltip(
  text: Messages,
  format: Format,
  at: Pointed,
  more: TemplateResult | typeof nothing = nothing,
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
                </div>
                ${more}`
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
