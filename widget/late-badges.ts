import { html, nothing, render, type TemplateResult } from 'lit';
import type { ScoreAnswer, SpanScore } from '../schema/answer/score.ts';
import type { Host } from './host.ts';
import { load, readJson } from './load.ts';
import { fill } from './text/en.ts';
import { allWords } from './text/en-more.ts';
import { localeOf } from './text/locale.ts';
import { baseAsset, originOf } from './urls.ts';

/** What was asked of the score while an element is on its page, and what came. */
type Asked = { url: string; score?: SpanScore | undefined };
const asked = new WeakMap<AbortSignal, Asked>();

/**
 * Says beside the title how past forecasts of a symbol did, and how much of the market was seen: badges that a
 * first view can do without. Nothing of either where nobody knows.
 */
export function lateBadges(host: Host, signal: AbortSignal): void {
  const { isStored, endpoint, symbol } = host.element;
  const url = isStored
    ? ''
    : `${originOf(endpoint)}/v1/score?symbol=${encodeURIComponent(baseAsset(symbol))}`;
  if (asked.get(signal)?.url !== url) {
    const question: Asked = { url };
    asked.set(signal, question);
    if (url) void askScore(host, signal, question);
  }
  draw(host, signal);
}

async function askScore(host: Host, signal: AbortSignal, question: Asked): Promise<void> {
  const answer = await load(question.url, readJson<ScoreAnswer>, signal);
  if ('value' in answer) question.score = answer.value.score;
  // Meanwhile another symbol may have been chosen.
  if (asked.get(signal) === question) draw(host, signal);
}

function draw(host: Host, signal: AbortSignal): void {
  const place = host.root.querySelector<HTMLElement>('#late');
  if (place) render(html`${coverageBadge(host, signal)}${scoreBadge(host, asked.get(signal)?.score)}`, place);
}

function scoreBadge({ text, element }: Host, score: SpanScore | undefined): TemplateResult | typeof nothing {
  if (!score) return nothing;
  const words = allWords(text());
  const days = new Intl.NumberFormat(localeOf(element)).format(score.days);
  return html`<span class="badge" id="score" part="badge" title=${fill(words.scoreHint, { days })}
    >${score.shown ? words.skill : words.noSkill}</span
  >`;
}

/** The mean share of time that the exchanges were seen; opens what was seen of each. */
function coverageBadge(host: Host, signal: AbortSignal): TemplateResult | typeof nothing {
  const coverage = host.whole()?.heatmap?.coverage ?? [];
  if (coverage.length === 0) return nothing;
  const mean = coverage.reduce((sum, { share }) => sum + share, 0) / coverage.length;
  const percent = new Intl.NumberFormat(localeOf(host.element), { style: 'percent' });
  // Never rounded up to all.
  const words = `${allWords(host.text()).coverage} ${percent.format(Math.floor(mean * 100) / 100)}`;
  if (host.element.readonly)
    return html`<span class="badge plain" id="coverage" part="badge">${words}</span>`;
  const open = async () => (await import('./interaction/coverage.ts')).openCoverage(host, signal);
  return html`<button
    type="button"
    class="badge plain"
    id="coverage"
    part="badge"
    aria-haspopup="dialog"
    .style=${'min-height:24px;text-decoration:underline dotted'}
    @click=${open}
  >${words}</button>`;
}
