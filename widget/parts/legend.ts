import { html, nothing, type TemplateResult } from 'lit';
import { type ChosenScale, placeOnScale } from '../plot/colour-scale.ts';
import { legendGradient, legendTicks } from '../plot/legend.ts';
import type { Messages } from '../text/en.ts';
import type { Format } from '../text/format.ts';

/** The colours of the heatmap with round USD amounts beneath. Styles are set as properties: a strict CSP forbids the attribute. */
export function colourLegend(
  text: Messages,
  format: Format,
  chosen: ChosenScale | undefined,
  palette: Uint32Array,
): TemplateResult | typeof nothing {
  if (!chosen) return nothing;
  const { scale, legend } = chosen;
  const [from = 0, to = 1] = [scale.low, scale.high].map(usd => placeOnScale(usd, legend));
  return html`<div class="scale" part="legend">
    <span>${text.perLevel}</span>
    <div class="ramp">
      <i .style=${`background:${legendGradient(palette, from, to)}`}></i>
      ${legendTicks(legend).map(
        ({ usd, place }) => html`<span .style=${`left:${place * 100}%`}>${format.amount(usd)}</span>`,
      )}
    </div>
  </div>`;
}
