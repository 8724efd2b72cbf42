import { html, nothing, type TemplateResult } from 'lit';
import type { Heatmap } from '../../schema/answer/heatmap.ts';
import type { History } from '../../schema/answer/history.ts';
import type { FeedState } from '../feed.ts';
import type { Look } from '../look.ts';
import type { ChosenScale } from '../plot/colour-scale.ts';
import { fill, type Messages } from '../text/en.ts';
import type { Format } from '../text/format.ts';
import type { Views } from '../views.ts';
import { colourLegend } from './legend.ts';
import { emptyState, errorState, loadingState } from './state.ts';

/** All that the frame around the charts is made from. */
export type FigureParts = Look & {
  text: Messages;
  format: Format;
  direction: 'ltr' | 'rtl';
  symbol: string;
  narrow: boolean;
  heatmap: FeedState<Heatmap>;
  history: FeedState<History>;
  /** The page handed the data over. */
  handed: boolean;
  readonly: boolean;
  hasChildren: boolean;
  views: Views;
  scale: ChosenScale | undefined;
  summary: () => string;
  badges: TemplateResult;
  retry: () => void;
};

/** Title and badges above, legend below the places of the charts, or what stands in for them. */
export function figure(parts: FigureParts): TemplateResult {
  const { text, format, symbol, theme, narrow, views, scale, palette } = parts;
  const shown = !isEmpty(parts);
  const legend = shown && views.heatmap ? colourLegend(text, format, scale, palette) : nothing;
  const slotted = parts.hasChildren && !shown;
  const operated = shown && !parts.readonly;
  return html`<figure
    part="figure"
    dir=${parts.direction}
    data-theme=${theme}
    data-solid=${parts.solid ? theme : nothing}
    ?data-narrow=${narrow}
    aria-labelledby="title"
    aria-describedby="summary"
  >
    <header part="header">
      <span class="title" id="title">${fill(text.title, { symbol })}</span>
      ${views.heatmap || views.map ? html`<span class="badge plain" title=${text.modelledHint}>${text.modelled}</span>` : nothing}
      ${parts.badges}
      <span class="push" id="controls" part="controls"></span>
    </header>
    ${
      slotted
        ? html`<slot></slot>`
        : html`<div
          class="plots"
          data-rows=${rowsOf(views)}
          role=${operated ? 'application' : nothing}
          tabindex=${operated ? 0 : nothing}
          aria-label=${operated ? `${fill(text.title, { symbol })}. ${text.help}` : nothing}
        >${shown ? charts(parts) : stateOf(parts)}</div>`
    }
    ${narrow && shown ? html`<div class="tooltip" part="tooltip"></div>` : nothing}
    <footer><span>${text.radar}</span><span id="late"></span>${legend}</footer>
    <p id="summary" class="unseen">${shown ? parts.summary() : nothing}</p>
    <div id="extras"></div>
    <div id="said" class="unseen" aria-live="polite"></div>
  </figure>`;
}

const rowsOf = ({ heatmap, map, history }: Views) => (heatmap || map ? (history ? 'both' : 'heat') : 'bars');

function charts({ text, history, views, narrow, direction }: FigureParts): TemplateResult {
  const interval = history.value?.interval ?? '';
  return html`${views.heatmap || views.map ? html`<div class="pane heat" part="canvas"></div>` : nothing}
  ${
    views.history
      ? html`<div class="between" dir=${direction}>
            <span class="title">${fill(text.historyTitle, { interval: `\u2068${interval}\u2069` })}</span>
            <span class="badge plain" title=${text.observedHint}>${text.observed}</span>
            <span class="push"><i class="swatch long"></i>${text.longs}</span>
            <span><i class="swatch short"></i>${text.shorts}</span>
          </div>
          <div class="pane bars" part="canvas"></div>`
      : nothing
  }
  ${narrow ? nothing : html`<div class="tooltip" part="tooltip"></div>`}`;
}

function stateOf({ text, symbol, heatmap, history, handed, retry }: FigureParts): TemplateResult {
  const failure = heatmap.failure ?? history.failure;
  if (failure) return errorState(text, failure, retry);
  const known = heatmap.value ?? history.value;
  return known || handed ? emptyState(text, symbol) : loadingState(text, symbol);
}

function isEmpty({ heatmap, history, views }: FigureParts): boolean {
  const columns = views.heatmap || views.map ? (heatmap.value?.candles.time.length ?? 0) : 0;
  return columns === 0 && (history.value?.bars.length ?? 0) === 0;
}
