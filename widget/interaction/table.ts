import { html, nothing, render, type TemplateResult } from 'lit';
import { newestColumn } from '../chart/standing-clusters.ts';
import type { Host } from '../host.ts';
import { summedSpan } from '../summed-span.ts';
import { fill } from '../text/en.ts';
import { allWords } from '../text/en-more.ts';
import { localeOf } from '../text/locale.ts';

/** Rows on a page: more are a wall to a screen reader. */
const PAGE = 25;

/** Opens the numbers as a table over the charts; its close button and Escape give the focus back. */
export function openTable(host: Host): void {
  const place = host.root.querySelector<HTMLElement>('#extras');
  if (!place) return;
  const before = host.root.activeElement;
  let page = 0;
  let kind: 'standing' | 'bars' = host.frame()?.heatmap ? 'standing' : 'bars';
  const close = () => {
    render(nothing, place);
    if (before instanceof HTMLElement) before.focus();
  };
  const draw = () => {
    const text = allWords(host.text());
    const rows = kind === 'standing' ? standingRows(host) : barRows(host);
    const pages = Math.max(1, Math.ceil(rows.length / PAGE));
    page = Math.min(pages - 1, Math.max(0, page));
    const turn = (by: number) => () => {
      page += by;
      draw();
    };
    const choose = (wanted: typeof kind) => () => {
      kind = wanted;
      page = 0;
      draw();
    };
    const heads =
      kind === 'standing'
        ? [text.price, text.distance, text.side, text.usd]
        : [text.time, text.longs, text.shorts, text.total];
    render(
      html`<section
        class="panel"
        part="table"
        role="dialog"
        aria-label=${text.table}
        @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && close()}
      >
        <div class="row">
          <button type="button" aria-pressed=${kind === 'standing'} @click=${choose('standing')}>${text.standingNow}</button>
          <button type="button" aria-pressed=${kind === 'bars'} @click=${choose('bars')}>${text.liquidated}</button>
          <button type="button" class="push" id="close" @click=${close}>${text.close}</button>
        </div>
        <div class="scroll" tabindex="0" role="region" aria-label=${text.table}>
          <table>
            <caption class="unseen">${kind === 'standing' ? text.standingNow : barCaption(host)}</caption>
            <thead><tr>${heads.map(head => html`<th scope="col">${head}</th>`)}</tr></thead>
            <tbody>${rows.slice(page * PAGE, (page + 1) * PAGE).map(rowOf)}</tbody>
          </table>
        </div>
        <div class="row">
          <button type="button" ?disabled=${page === 0} @click=${turn(-1)}>${text.previous}</button>
          <span aria-live="polite">${fill(text.page, { page: String(page + 1), pages: String(pages) })}</span>
          <button type="button" ?disabled=${page === pages - 1} @click=${turn(1)}>${text.next}</button>
        </div>
      </section>`,
      place,
    );
  };
  draw();
  place.querySelector<HTMLElement>('#close')?.focus();
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
    .map(({ time, longUsd, shortUsd, covered }) => [
      `${format.time(time, barStep)}${part(covered)}`,
      amount(longUsd),
      amount(shortUsd),
      longUsd === undefined && shortUsd === undefined
        ? text.notRecorded
        : format.usd((longUsd ?? 0) + (shortUsd ?? 0)),
    ]);
}
