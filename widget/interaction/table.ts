import { html, type TemplateResult } from 'lit';
import { newestColumn } from '../chart/standing-clusters.ts';
import type { Host } from '../host.ts';
import { barTotal } from '../plot/bars.ts';
import { summedSpan } from '../summed-span.ts';
import { fill } from '../text/en.ts';
import { allWords } from '../text/en-more.ts';
import { localeOf } from '../text/locale.ts';
import { openPanel } from './panel.ts';

/** Rows on a page: more are a wall to a screen reader. */
const PAGE = 25;

/** Opens the numbers as a table over the charts. */
export function openTable(host: Host): void {
  let page = 0;
  let kind: 'standing' | 'bars' = host.frame()?.heatmap ? 'standing' : 'bars';
  const content = () => {
    const text = allWords(host.text());
    const isStanding = kind === 'standing';
    const rows = isStanding ? standingRows(host) : barRows(host);
    const pages = Math.max(1, Math.ceil(rows.length / PAGE));
    page = Math.min(pages - 1, Math.max(0, page));
    const turn = (by: number) => () => {
      page += by;
      panel.draw();
    };
    const choose = (wanted: typeof kind) => () => {
      kind = wanted;
      page = 0;
      panel.draw();
    };
    const heads = isStanding
      ? [text.price, text.distance, text.side, text.usd]
      : [text.time, text.longs, text.shorts, text.total];
    const head = html`<button type="button" aria-pressed=${isStanding} @click=${choose('standing')}>${text.standingNow}</button>
      <button type="button" aria-pressed=${!isStanding} @click=${choose('bars')}>${text.liquidated}</button>`;
    const body = html`<div class="scroll" tabindex="0" role="region" aria-label=${text.table}>
        <table>
          <caption class="unseen">${isStanding ? text.standingNow : barCaption(host)}</caption>
          <thead><tr>${heads.map(head => html`<th scope="col">${head}</th>`)}</tr></thead>
          <tbody>${rows.slice(page * PAGE, (page + 1) * PAGE).map(rowOf)}</tbody>
        </table>
      </div>
      <div class="row">
        <button type="button" ?disabled=${page === 0} @click=${turn(-1)}>${text.previous}</button>
        <span aria-live="polite">${fill(text.page, { page: String(page + 1), pages: String(pages) })}</span>
        <button type="button" ?disabled=${page === pages - 1} @click=${turn(1)}>${text.next}</button>
      </div>`;
    return { label: text.table, head, body, part: 'table' };
  };
  const panel = openPanel(host, content);
}

const rowOf = ([head, ...cells]: string[]): TemplateResult =>
  html`<tr><th scope="row">${head}</th>${cells.map(cell => html`<td>${cell}</td>`)}</tr>`;

/** What stands now, the highest price first; levels without a position are left out. */
function standingRows(host: Host): string[][] {
  const { heatmap } = host.frame() ?? {};
  const close = heatmap?.candles.close.at(-1);
  if (!heatmap || close === undefined) return [];
  const text = allWords(host.text());
  const format = host.format();
  const { first, ratio } = heatmap.price;
  return [...newestColumn(heatmap)]
    .map((usd, y) => ({ usd, price: first * ratio ** (y + 0.5) }))
    .filter(({ usd }) => usd > 0)
    .reverse()
    .map(({ usd, price }) => [
      format.price(price, close),
      format.percent(price / close - 1),
      price < close ? text.longs : text.shorts,
      format.usd(usd),
    ]);
}

/** What the bars are, and the time they sum. */
function barCaption(host: Host): string {
  const { history } = host.frame() ?? {};
  const { liquidated } = host.text();
  if (!history) return liquidated;
  const [from, to] = summedSpan(history).map(time => host.format().time(time, 0));
  return `${liquidated}, ${from} – ${to} UTC`;
}

/** The bars, the newest first; of one that was seen in part, the running one too, how much. */
function barRows(host: Host): string[][] {
  const { history, barStep } = host.frame() ?? {};
  if (!history || !barStep) return [];
  const text = allWords(host.text());
  const format = host.format();
  const percent = new Intl.NumberFormat(localeOf(host.element), { style: 'percent' });
  const amount = (usd: number | undefined) => (usd === undefined ? text.notRecorded : format.usd(usd));
  const part = (covered: number) =>
    covered < 1 ? ` · ${percent.format(Math.floor(covered * 100) / 100)} ${text.seen}` : '';
  return [...history.bars]
    .reverse()
    .map(bar => [
      `${format.time(bar.time, barStep)}${part(bar.covered)}`,
      ...[bar.longUsd, bar.shortUsd, barTotal(bar)].map(amount),
    ]);
}
