import { html, nothing, render, type TemplateResult } from 'lit';
import type { SymbolSummary } from '../../schema/answer/symbols.ts';
import { LEVERAGE_GROUPS, perLeverageGroup } from '../../schema/leverage-group.ts';
import type { Host } from '../host.ts';
import { PALETTES } from '../plot/palette.ts';
import { type Properties, SCALES, SIDES, type VIEWS } from '../surface/properties.ts';
import { allWords } from '../text/en-more.ts';
import { replay, travel } from '../time-travel.ts';
import { baseAsset } from '../urls.ts';
import { shownViews } from '../views.ts';
import { choice } from './controls.ts';
import { showPrints } from './prints.ts';
import { shareUrl } from './share.ts';
import { openTable } from './table.ts';
import { showWhatIf } from './what-if.ts';

type View = (typeof VIEWS)[number];

/** The panel with everything a reader may choose beyond symbol and range. */
export function options(
  host: Host,
  signal: AbortSignal,
): { toggle: (known: readonly SymbolSummary[]) => void } {
  const { element, root } = host;
  let open = false;
  let prints = false;
  let before: Element | null = null;

  const place = () => root.querySelector<HTMLElement>('#extras');
  const close = () => {
    open = false;
    const extras = place();
    if (extras) render(nothing, extras);
    if (before instanceof HTMLElement) before.focus();
  };
  const draw = (known: readonly SymbolSummary[]) => {
    const extras = place();
    if (extras) render(panel(known), extras);
  };

  const panel = (known: readonly SymbolSummary[]): TemplateResult => {
    const text = allWords(host.text());
    const views = shownViews(element.view);
    const exchanges = known.find(({ symbol }) => symbol === baseAsset(element.symbol))?.exchanges ?? [];
    const frame = host.whole();
    const again = () => draw(known);
    const toggleView = (name: View) => () => {
      const wanted = { ...views, [name]: !views[name] };
      const names = Object.entries(wanted).flatMap(([view, shown]) => (shown ? [view] : []));
      element.view = names.join(' ') || 'heatmap history';
      void element.updateComplete.then(again);
    };
    const field = (label: string, control: TemplateResult) =>
      html`<label><span>${label}</span>${control}</label>`;
    const view = (name: View, word: string) =>
      html`<label class="check"><input type="checkbox" .checked=${views[name]} @change=${toggleView(name)} />${word}</label>`;
    return html`<section
      class="panel"
      role="dialog"
      aria-label=${text.options}
      @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && close()}
    >
      <div class="row"><span class="title">${text.options}</span><button type="button" class="push" id="close" @click=${close}>${text.close}</button></div>
      <div class="scroll fields">
        <div class="row">${view('heatmap', text.heatmap)}${view('map', text.map)}${view('history', text.history)}${element.isStored ? nothing : printsCheck()}</div>
        ${
          exchanges.length > 1
            ? field(
                text.exchange,
                choice(
                  text.exchange,
                  ['all', ...exchanges],
                  element.exchange,
                  value => {
                    element.exchange = value;
                  },
                  { all: text.all },
                ),
              )
            : nothing
        }
        ${element.isStored || (element.exchange && element.exchange !== 'all') ? nothing : leverageField()}
        ${field(
          text.palette,
          choice(text.palette, PALETTES, element.palette, value => {
            element.palette = value as Properties['palette'];
          }),
        )}
        ${field(
          text.scale,
          choice(
            text.scale,
            SCALES,
            element.scale,
            value => {
              element.scale = value as Properties['scale'];
            },
            { log: text.log, linear: text.linear } satisfies Record<Properties['scale'], string>,
          ),
        )}
        ${field(
          text.side,
          choice(
            text.side,
            SIDES,
            element.side,
            value => {
              element.side = value as Properties['side'];
            },
            { '': text.both, long: text.longs, short: text.shorts } satisfies Record<
              Properties['side'],
              string
            >,
          ),
        )}
        ${frame?.heatmap ? thresholdField() : nothing}
        ${frame?.heatmap ? travelField() : nothing}
        ${frame?.heatmap ? whatIfField() : nothing}
        ${field(
          text.position,
          html`<input
            type="text"
            placeholder="long 60000 20x"
            .value=${element.position}
            @change=${(event: Event) => {
              element.position = (event.target as HTMLInputElement).value;
            }}
          />`,
        )}
        <p class="faint note">${text.positionNote}</p>
        <div class="row">
          <button type="button" @click=${() => host.zoom(undefined)}>${text.showAll}</button>
          <button type="button" @click=${() => openTable(host)}>${text.table}</button>
          <button type="button" @click=${copyLink}>${text.share}</button>
          <button type="button" @click=${() => save('png')}>PNG</button>
          <button type="button" @click=${() => save('csv')}>CSV</button>
        </div>
      </div>
    </section>`;
  };

  const printsCheck = () =>
    html`<label class="check"
      ><input
        type="checkbox"
        .checked=${prints}
        @change=${(event: Event) => {
          prints = (event.target as HTMLInputElement).checked;
          void showPrints(host, prints, signal);
        }}
      />${allWords(host.text()).prints}</label
    >`;

  const leverageField = () => {
    const text = allWords(host.text());
    const names = { '': text.all, ...perLeverageGroup(group => LEVERAGE_GROUPS[group].label) };
    return html`<label
      ><span>${text.leverage}</span
      >${choice(
        text.leverage,
        Object.keys(names),
        element.leverage,
        value => {
          element.leverage = value;
        },
        names,
      )}</label
    >`;
  };

  const slider = (
    label: string,
    min: number,
    max: number,
    step: number,
    value: number,
    change: (value: number) => void,
  ) =>
    html`<label><span>${label}</span><input type="range" min=${min} max=${max} step=${step} .value=${String(value)}
      @input=${(event: Event) => change((event.target as HTMLInputElement).valueAsNumber)} /></label>`;

  const thresholdField = () => {
    const { max } = host.whole()?.heatmap?.cells ?? { max: 0 };
    // A hundredth of the greatest at the left, the greatest at the right, in equal ratios.
    const place = element.minIntensity > 0 ? 1 + Math.log10(element.minIntensity / max) / 2 : 0;
    return slider(allWords(host.text()).threshold, 0, 0.9, 0.01, place, part => {
      element.minIntensity = part > 0 ? max * 10 ** ((part - 1) * 2) : 0;
    });
  };

  const travelField = () => {
    const { start = 0, step = 1, count = 1 } = host.whole()?.heatmap?.time ?? {};
    const text = allWords(host.text());
    const timeOf = (column: number) => (column === count ? undefined : start + column * step);
    return html`${slider(text.timeTravel, 1, count, 1, count, column => {
      const time = timeOf(column);
      travel(host, time);
      const output = root.querySelector('#then');
      if (output) output.textContent = time === undefined ? '' : `${host.format().time(time, 0)} UTC`;
    })}
      <div class="row">
        <button type="button" @click=${() => replay(host, undefined, undefined, 12)}>${text.play}</button>
        <output id="then" class="faint"></output>
      </div>`;
  };

  const whatIfField = () =>
    slider(allWords(host.text()).whatIf, -0.3, 0.3, 0.005, 0, share => {
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

  return {
    toggle(known) {
      if (open) return close();
      open = true;
      before = root.activeElement;
      draw(known);
      place()?.querySelector<HTMLElement>('#close')?.focus();
    },
  };
}
