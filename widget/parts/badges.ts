import { html, nothing, type TemplateResult } from 'lit';
import type { Heatmap } from '../../schema/answer/heatmap.ts';
import type { History } from '../../schema/answer/history.ts';
import type { FeedState } from '../feed.ts';
import { fill, type Messages } from '../text/en.ts';
import type { Format } from '../text/format.ts';

/** What the data are, in words: invented, recorded or current, and since when they have not moved. */
export function badges(
  text: Messages,
  format: Format,
  heatmap: FeedState<Heatmap>,
  history: FeedState<History>,
): TemplateResult {
  const known = heatmap.value ?? history.value;
  if (!known) return html``;
  const time = `${format.time(known.generatedAt, 0)} UTC`;
  const stale = known.stale || heatmap.failure || history.failure;
  const { mode } = known;
  const hint = {
    simulated: text.simulatedHint,
    replay: fill(text.replayUntil, { time }),
    live: text.liveHint,
  }[mode];
  return html`<span class="badge ${mode === 'live' ? '' : 'loud'}" part="badge" title=${hint}>${text[mode]}</span>${
    stale
      ? html`<span class="badge loud" part="badge" title=${text.staleHint}>${fill(text.stale, { time })}</span>`
      : nothing
  }`;
}
