import { html, nothing, type TemplateResult } from 'lit';
import type { Mode } from '../../schema/market.ts';
import { fill, type Messages } from '../text/en.ts';

/** What the data are, in words: invented, recorded or current, and since when they have not moved. */
export function badges(
  text: Messages,
  { mode, staleSince }: { mode: Mode | undefined; staleSince: string | undefined },
): TemplateResult {
  return html`${
    mode === 'simulated'
      ? html`<span class="badge loud" part="badge" title=${text.simulatedHint}>${text.simulated}</span>`
      : mode === 'replay'
        ? html`<span class="badge loud" part="badge" title=${text.replayHint}>${text.replay}</span>`
        : mode === 'live'
          ? html`<span class="badge" part="badge" title=${text.liveHint}>${text.live}</span>`
          : nothing
  }${
    staleSince
      ? html`<span class="badge loud" part="badge" title=${text.staleHint}>${fill(text.stale, { time: staleSince })}</span>`
      : nothing
  }`;
}
