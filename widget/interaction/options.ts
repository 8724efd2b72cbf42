import { html, nothing, type TemplateResult } from 'lit';
import type { SymbolSummary } from '../../schema/answer/symbols.ts';
import { LEVERAGE_GROUPS, perLeverageGroup } from '../../schema/leverage-group.ts';
import type { Host } from '../host.ts';
import { PALETTES } from '../plot/palette.ts';
import { type Properties, SCALES, SIDES, VIEWS } from '../surface/properties.ts';
import { allWords } from '../text/en-more.ts';
import { replay, travel } from '../time-travel.ts';
import { baseAsset } from '../urls.ts';
import { shownViews } from '../views.ts';
import { choice, type Labelled } from './choice.ts';
import { openPanel, type Panel } from './panel.ts';
import { showPrints } from './prints.ts';
import { shareUrl } from './share.ts';
import { openTable } from './table.ts';
import { showWhatIf } from './what-if.ts';

type View = (typeof VIEWS)[number];

/** Opens and closes the panel with everything a reader may choose beyond symbol and range. */
export function options(host: Host, signal: AbortSignal): (known: readonly SymbolSummary[]) => void {
  const { element, root } = host;
  let panel: Panel | undefined;
  let prints = false;

  const content = (known: readonly SymbolSummary[]) => {
    const text = allWords(host.text());
    const views = shownViews(element.view);
    const exchanges = known.find(({ symbol }) => symbol === baseAsset(element.symbol))?.exchanges ?? [];
    const isAll = !element.exchange || element.exchange === 'all';
    const leverages = { '': text.all, ...perLeverageGroup(group => LEVERAGE_GROUPS[group].label) };
    const scales = { log: text.log, linear: text.linear } satisfies Record<Properties['scale'], string>;
    const sides = { '': text.both, long: text.longs, short: text.shorts } satisfies Record<
      Properties['side'],
      string
    >;
    const choose = (name: Labelled, values: readonly string[], names = {}) =>
      field(text[name], choice(host, name, values, { names }));
    const toggleView = (name: View) => () => {
      const wanted = { ...views, [name]: !views[name] };
      const names = Object.entries(wanted).flatMap(([view, shown]) => (shown ? [view] : []));
      element.view = names.join(' ') || 'heatmap history';
      void element.updateComplete.then(() => panel?.draw());
    };
    const togglePrints = () => {
      prints = !prints;
      void showPrints(host, prints, signal);
    };
    const enter = (event: Event) =>
      element.setAttribute('position', (event.target as HTMLInputElement).value);
    const body = html`<div class="scroll fields">
        <div class="row">
          ${VIEWS.map(name => check(text[name], views[name], toggleView(name)))}
          ${element.isStored ? nothing : check(text.prints, prints, togglePrints)}
        </div>
        ${exchanges.length > 1 ? choose('exchange', ['all', ...exchanges], { all: text.all }) : nothing}
        ${isAll && !element.isStored ? choose('leverage', Object.keys(leverages), leverages) : nothing}
        ${choose('palette', PALETTES)} ${choose('scale', SCALES, scales)} ${choose('side', SIDES, sides)}
        ${host.whole()?.heatmap ? [thresholdField(), travelField(), whatIfField()] : nothing}
        ${field(text.position, html`<input type="text" placeholder="long 60000 20x" .value=${element.position} @change=${enter} />`)}
        <p class="faint note">${text.positionNote}</p>
        <div class="row">
          ${button(text.showAll, () => host.zoom(undefined))} ${button(text.table, () => openTable(host))}
          ${button(text.share, copyLink)} ${button('PNG', () => save('png'))} ${button('CSV', () => save('csv'))}
        </div>
      </div>`;
    return { label: text.options, body };
  };

  const thresholdField = () => {
    const { max } = host.whole()?.heatmap?.cells ?? { max: 0 };
    // A hundredth of the greatest at the left, the greatest at the right, in equal ratios.
    const place = element.minIntensity > 0 ? 1 + Math.log10(element.minIntensity / max) / 2 : 0;
    return slider(allWords(host.text()).threshold, [0, 0.9, 0.01], place, part => {
      element.minIntensity = part > 0 ? max * 10 ** ((part - 1) * 2) : 0;
    });
  };

  const travelField = () => {
    const { start = 0, step = 1, count = 1 } = host.whole()?.heatmap?.time ?? {};
    const text = allWords(host.text());
    const timeOf = (column: number) => (column === count ? undefined : start + column * step);
    return html`${slider(text.timeTravel, [1, count, 1], count, column => {
      const time = timeOf(column);
      travel(host, time);
      const output = root.querySelector('#then');
      if (output) output.textContent = time === undefined ? '' : `${host.format().time(time, 0)} UTC`;
    })}
      <div class="row">
        ${button(text.play, () => replay(host, undefined, undefined, 12))}
        <output id="then" class="faint"></output>
      </div>`;
  };

  const whatIfField = () =>
    slider(allWords(host.text()).whatIf, [-0.3, 0.3, 0.005], 0, share => {
      const close = host.frame()?.heatmap?.candles.close.at(-1);
      showWhatIf(host, share === 0 || close === undefined ? undefined : close * (1 + share));
    });

  const copyLink = async (event: Event) => {
    const button = event.target as HTMLButtonElement;
    const url = shareUrl(host);
    history.replaceState(history.state, '', url);
    try {
      await navigator.clipboard.writeText(url);
      button.textContent = allWords(host.text()).copied;
    } catch (cause) {
      // A sandboxed frame may not write to the clipboard: the address bar has the link now.
      console.warn('liq-heatmap: the link could not be copied', cause);
    }
  };

  const save = async (kind: 'png' | 'csv') => {
    const blob =
      kind === 'png' ? await element.toBlob() : new Blob([await element.toCSV()], { type: 'text/csv' });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = `${baseAsset(element.symbol)}-${element.range}.${kind}`;
    link.click();
    URL.revokeObjectURL(link.href);
  };

  return known => {
    if (panel) return panel.close();
    const closed = () => {
      panel = undefined;
    };
    panel = openPanel(host, () => content(known), closed);
  };
}

const field = (label: string, control: TemplateResult) =>
  html`<label><span>${label}</span>${control}</label>`;

const check = (word: string, checked: boolean, change: () => void) =>
  html`<label class="check"><input type="checkbox" .checked=${checked} @change=${change} />${word}</label>`;

const button = (word: string, act: (event: Event) => void) =>
  html`<button type="button" @click=${act}>${word}</button>`;

const slider = (
  label: string,
  [min, max, step]: [number, number, number],
  value: number,
  change: (value: number) => void,
) =>
  field(
    label,
    html`<input type="range" min=${min} max=${max} step=${step} .value=${String(value)}
      @input=${(event: Event) => change((event.target as HTMLInputElement).valueAsNumber)} />`,
  );
