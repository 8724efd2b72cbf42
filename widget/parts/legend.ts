import { html, nothing, type TemplateResult } from 'lit';
import type { ColourScale } from '../plot/colour-scale.ts';
import { legendGradient, legendTicks } from '../plot/legend.ts';
import type { Messages } from '../text/en.ts';
import type { Format } from '../text/format.ts';

/** The colours of the heatmap with round USD amounts beneath. Styles are set as properties: a strict CSP forbids the attribute. */
export function colourLegend(
  text: Messages,
  format: Format,
  scale: ColourScale | undefined,
  palette: Uint32Array,
): TemplateResult | typeof nothing {
  if (!scale) return nothing;
  return html`<div class="scale" part="legend">
    <span>${text.perLevel}</span>
    <div class="ramp">
      <i .style=${`background:${legendGradient(palette)}`}></i>
      ${legendTicks(scale).map(
        ({ usd, place }) => html`<span .style=${`left:${place * 100}%`}>${format.amount(usd)}</span>`,
      )}
    </div>
  </div>`;
}
