import { html, nothing, type TemplateResult } from 'lit';
import type { Coverage } from '../../schema/answer/heatmap.ts';
import type { ExchangeStatus, Status } from '../../schema/answer/status.ts';
import type { Host } from '../host.ts';
import { load, readJson } from '../load.ts';
import { type AllMessages, allWords } from '../text/en-more.ts';
import { localeOf } from '../text/locale.ts';
import { originOf } from '../urls.ts';
import { openPanel } from './panel.ts';

type Span = readonly [from: number, to: number];

/** Holes that are told in words; a list of all would be a wall. */
const TOLD = 3;

/** Opens what was seen of each exchange over the range of the heatmap, and how each is doing now. */
export async function openCoverage(host: Host, signal: AbortSignal): Promise<void> {
  const { root, element } = host;
  let states: readonly ExchangeStatus[] | undefined;
  const panel = openPanel(host, () => content(host, states));
  if (element.isStored) return;
  const answer = await load(`${originOf(element.endpoint)}/v1/status`, readJson<Status>, signal);
  // It may have been closed meanwhile, or hold something else; an endpoint that is not ours may answer anything.
  if (!root.querySelector('#coverages') || !('value' in answer)) return;
  if (!Array.isArray(answer.value.exchanges)) return;
  states = answer.value.exchanges;
  panel.draw();
}

function content(host: Host, states: readonly ExchangeStatus[] | undefined) {
  const heatmap = host.whole()?.heatmap;
  if (!heatmap) return undefined;
  const { start, step, count } = heatmap.time;
  const whole: Span = [start, Math.max(heatmap.generatedAt, start + step * (count - 1))];
  const text = allWords(host.text());
  const format = host.format();
  const percent = new Intl.NumberFormat(localeOf(host.element), { style: 'percent' });
  const row = ({ exchange, share, gaps }: Coverage): TemplateResult => {
    const state = states?.find(one => one.exchange === exchange)?.state;
    const told = gaps.slice(0, TOLD).map(([from, to]) => `${format.time(from, 0)} – ${format.time(to, 0)}`);
    const more = gaps.length > TOLD ? ' …' : '';
    const holes = gaps.length > 0 ? `${text.hole}: ${told.join(', ')}${more}` : '';
    return html`<tr>
      <th scope="row">${exchange}</th>
      <td>${percent.format(Math.floor(share * 100) / 100)}</td>
      <td class="faint">${state ? stateWord(text, state) : nothing}</td>
      <td class="wide">
        <div class="strip" dir="ltr" role="img" title=${holes} aria-label=${holes || text.seen}>
          ${seen(whole, gaps).map(span => html`<i .style=${placed(span, whole)}></i>`)}
        </div>
      </td>
    </tr>`;
  };
  const mark = (word: string, span: Span[]) =>
    html`<span><span class="strip mark">${span.map(one => html`<i .style=${placed(one, [0, 1])}></i>`)}</span> ${word}</span>`;
  const body = html`<div class="scroll" tabindex="0" role="region" aria-label=${text.coverage}>
      <table>
        <caption class="unseen">${text.coverage}</caption>
        <tbody>${heatmap.coverage.map(row)}</tbody>
      </table>
    </div>
    <div class="row faint">
      ${mark(text.seen, [[0, 1]])} ${mark(text.hole, [])}
      <bdi class="push">${format.time(whole[0], 0)} – ${format.time(whole[1], 0)} UTC</bdi>
    </div>`;
  return { label: text.coverage, body, id: 'coverages' };
}

const stateWord = (text: AllMessages, state: ExchangeStatus['state']): string =>
  ({
    live: text.live,
    stale: text.late,
    silent: text.silent,
    recorded: text.replay,
    simulated: text.simulated,
  })[state];

/** What lies between holes (ascending or not) of a span. */
export function seen([from, to]: Span, gaps: readonly Span[]): Span[] {
  const found: Span[] = [];
  let edge = from;
  for (const [begin, end] of [...gaps].sort((a, b) => a[0] - b[0])) {
    if (begin > edge) found.push([edge, Math.min(begin, to)]);
    edge = Math.max(edge, end);
  }
  if (edge < to) found.push([edge, to]);
  return found;
}

const placed = ([from, to]: Span, [first, last]: Span): string =>
  `left:${(100 * (from - first)) / (last - first)}%;width:${(100 * (to - from)) / (last - first)}%`;
