import { html, LitElement, nothing, type PropertyValues, render, type TemplateResult } from 'lit';
import { decodeHeatmapBin } from '../schema/heatmap-bin.ts';
import { INTERVALS } from '../schema/range.ts';
import type { Heatmap, History } from '../schema/wire.ts';
import { type Frame, fittingPrices, timesOf } from './chart/frame.ts';
import { readInk } from './chart/ink.ts';
import { axisWidth, marginWidth } from './chart/pane.ts';
import { type Charts, type CursorPlace, createCharts } from './charts.ts';
import { type FeedState, type Subscription, subscribe } from './feed.ts';
import { type LoadFailure, readJson } from './load.ts';
import { badges } from './parts/badges.ts';
import { colourLegend } from './parts/legend.ts';
import { emptyState, errorState, loadingState } from './parts/state.ts';
import { tooltip } from './parts/tooltip.ts';
import { type ColourScale, coloursOfBytes, fittingScale } from './plot/colour-scale.ts';
import { PALETTES, type PaletteName, palette, type Theme } from './plot/palette.ts';
import { barAt, cellAt } from './reading.ts';
import { styles } from './styles.ts';
import { en, fill } from './text/en.ts';
import { type Format, formatFor } from './text/format.ts';
import { type Page, pageBehind, watchPage } from './theme.ts';
import { heatmapUrl, historyUrl } from './urls.ts';

/** Width in CSS pixels below which the element shows less and docks its tooltip. */
const NARROW = 480;

/** A grid and bars handed over by the page instead of an endpoint. */
export type LiqHeatmapData = { heatmap?: Heatmap | undefined; history?: History | undefined };

/**
 * A liquidation heatmap over its liquidation chart, on one time axis.
 *
 * @element liq-heatmap
 */
export class LiqHeatmap extends LitElement {
  static override styles = styles;
  static override properties = {
    symbol: { reflect: true },
    exchange: { reflect: true },
    range: { reflect: true },
    endpoint: { reflect: true },
    theme: { reflect: true },
    palette: { reflect: true },
    locale: { reflect: true },
    refresh: { type: Number, reflect: true },
    data: { attribute: false },
    heatmap: { state: true },
    history: { state: true },
    page: { state: true },
    narrow: { state: true },
  };

  /** Base asset, as `BTC`. */
  declare symbol: string;
  /** One exchange, or `all`. */
  declare exchange: string;
  /** `12h`, `24h`, `3d`, `7d`, `30d`, `90d`, `180d` or `1y`. */
  declare range: string;
  /** Origin of the API; by default the one this script came from. */
  declare endpoint: string;
  /** `light`, `dark`, or `auto`: as the page is. */
  declare theme: 'auto' | Theme;
  /** `ember`, `viridis`, `cividis` or `mono`. */
  declare palette: PaletteName;
  /** BCP 47 locale of numbers and dates; by default the page's language. */
  declare locale: string;
  /** Seconds between updates; 0 for none. */
  declare refresh: number;
  /** Shows this instead of asking an endpoint. */
  declare data: LiqHeatmapData | undefined;

  declare private heatmap: FeedState<Heatmap>;
  declare private history: FeedState<History>;
  declare private page: Page;
  declare private narrow: boolean;

  #subscriptions: Subscription[] = [];
  #cleanups: (() => void)[] = [];
  #charts: Charts | undefined;
  #chartsKey = '';
  #near = false;
  #frame: Frame | undefined;
  #format: Format | undefined;
  #scale: ColourScale | undefined;
  #frameRequest = 0;

  constructor() {
    super();
    this.symbol = 'BTC';
    this.exchange = 'all';
    this.range = '7d';
    this.endpoint = '';
    this.theme = 'auto';
    this.palette = 'ember';
    this.locale = '';
    this.refresh = 60;
    this.heatmap = {};
    this.history = {};
    this.page = { theme: 'light', colour: '#ffffff' };
    this.narrow = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const look = () => {
      this.page = pageBehind(this);
    };
    look();
    const sizes = new ResizeObserver(([entry]) => {
      this.narrow = (entry?.contentRect.width ?? 0) < NARROW;
      this.#soon(() => this.#resize());
    });
    sizes.observe(this);
    const sight = new IntersectionObserver(
      ([entry]) => {
        this.#near = entry?.isIntersecting ?? false;
        if (this.#near && this.#subscriptions.length === 0) this.#subscribe();
        if (this.#near) for (const subscription of this.#subscriptions) subscription.wake();
      },
      { rootMargin: '400px' },
    );
    sight.observe(this);
    const wake = () => {
      if (!document.hidden) for (const subscription of this.#subscriptions) subscription.wake();
    };
    document.addEventListener('visibilitychange', wake);
    window.addEventListener('online', wake);
    this.#cleanups = [
      watchPage(look),
      () => sizes.disconnect(),
      () => sight.disconnect(),
      () => document.removeEventListener('visibilitychange', wake),
      () => window.removeEventListener('online', wake),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe();
    this.#near = false;
    for (const cleanup of this.#cleanups) cleanup();
    this.#cleanups = [];
    cancelAnimationFrame(this.#frameRequest);
    this.#destroyCharts();
    // Draw again when put back, even if nothing else changes until then.
    this.requestUpdate();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const asks = (['symbol', 'exchange', 'range', 'endpoint', 'refresh', 'data'] as const).some(name =>
      changed.has(name),
    );
    if (asks) {
      this.#unsubscribe();
      if (this.data) {
        this.heatmap = this.data.heatmap ? { value: this.data.heatmap } : {};
        this.history = this.data.history ? { value: this.data.history } : {};
      } else {
        this.heatmap = {};
        this.history = {};
        if (this.#near) this.#subscribe();
      }
    }
    if (changed.has('locale') || !this.#format) this.#format = formatFor(this.#locale());
  }

  #locale(): string {
    const asked = this.locale || this.closest<HTMLElement>('[lang]')?.lang || navigator.language;
    try {
      return Intl.getCanonicalLocales(asked)[0] ?? 'en';
    } catch {
      // A page may carry any word in `lang`; English numbers are better than none.
      return 'en';
    }
  }

  #subscribe(): void {
    if (this.data) return;
    const place = {
      endpoint: this.endpoint,
      symbol: this.symbol,
      exchange: this.exchange,
      range: this.range,
    };
    const options = { refresh: this.refresh * 1000, active: () => this.#near };
    this.#subscriptions = [
      subscribe(
        heatmapUrl(place),
        decodeHeatmapBin,
        state => {
          this.heatmap = state;
        },
        options,
      ),
      subscribe(
        historyUrl(place),
        readJson<History>,
        state => {
          this.history = state;
        },
        options,
      ),
    ];
  }

  #unsubscribe(): void {
    for (const subscription of this.#subscriptions) subscription.stop();
    this.#subscriptions = [];
  }

  get #theme(): Theme {
    return this.theme === 'light' || this.theme === 'dark' ? this.theme : this.page.theme;
  }

  get #colours(): Uint32Array<ArrayBuffer> {
    return palette(PALETTES.includes(this.palette) ? this.palette : 'ember', this.#theme);
  }

  protected override render(): TemplateResult {
    const heatmap = this.heatmap.value;
    const history = this.history.value;
    const has = heatmap !== undefined || history !== undefined;
    const shown = has && !this.#isEmpty();
    const format = this.#format as Format;
    if (heatmap) this.#scale = fittingScale(heatmap.bytes, heatmap.cells);
    const solid = this.theme === 'auto' ? nothing : this.theme;
    const fallback = this.childNodes.length > 0 && this.querySelector(':scope > *') !== null && !shown;
    return html`<figure
      part="figure"
      data-theme=${this.#theme}
      data-solid=${solid}
      ?data-narrow=${this.narrow}
      aria-label=${fill(en.title, { symbol: this.symbol })}
    >
      <header part="header">
        <span class="title">${fill(en.title, { symbol: this.symbol })}</span>
        <span class="badge plain" title=${en.modelledHint}>${en.modelled}</span>
        ${badges(en, { mode: (heatmap ?? history)?.mode, staleSince: this.#staleSince(format) })}
        ${
          shown && !this.narrow
            ? html`<span class="push"></span>${colourLegend(en, format, this.#scale, this.#colours)}`
            : nothing
        }
      </header>
      ${fallback ? html`<slot></slot>` : html`<div class="plots">${this.#plots(shown)}</div>`}
      ${this.narrow ? html`<div class="tooltip" part="tooltip"></div>` : nothing}
      <footer>
        ${shown && this.narrow ? colourLegend(en, format, this.#scale, this.#colours) : nothing}
        <span>${en.radar}</span>
      </footer>
    </figure>`;
  }

  #plots(shown: boolean): TemplateResult {
    if (!shown) {
      const failure = this.heatmap.failure ?? this.history.failure;
      if (failure) return errorState(en, failure, () => this.#retry());
      const known = this.heatmap.value ?? this.history.value;
      return known || this.data ? emptyState(en, this.symbol) : loadingState(en, this.symbol);
    }
    const { interval } = this.history.value ?? {};
    return html`<div class="pane heat" part="canvas"></div>
      <div class="between">
        <span class="title">${fill(en.historyTitle, { interval: interval ?? '' })}</span>
        <span class="badge plain" title=${en.observedHint}>${en.observed}</span>
        <span class="push"><i class="swatch long"></i>${en.longs}</span>
        <span><i class="swatch short"></i>${en.shorts}</span>
      </div>
      <div class="pane bars" part="canvas"></div>
      ${this.narrow ? nothing : html`<div class="tooltip" part="tooltip"></div>`}`;
  }

  #retry(): void {
    for (const subscription of this.#subscriptions) subscription.retry();
  }

  #isEmpty(): boolean {
    const { value: heatmap } = this.heatmap;
    const { value: history } = this.history;
    return (heatmap?.candles.time.length ?? 0) === 0 && (history?.bars.length ?? 0) === 0;
  }

  #staleSince(format: Format): string | undefined {
    const { value, failure } = this.heatmap;
    if (!value) return undefined;
    if (value.stale) return `${format.time(value.time.start + value.time.step * value.time.count, 0)} UTC`;
    return failure ? `${format.time(value.generatedAt, 0)} UTC` : undefined;
  }

  protected override updated(): void {
    if (!this.isConnected) return;
    const root = this.renderRoot as ShadowRoot;
    const heat = root.querySelector<HTMLElement>('.heat') ?? undefined;
    const bars = root.querySelector<HTMLElement>('.bars') ?? undefined;
    if (!heat || !bars) {
      this.#destroyCharts();
      return;
    }
    this.#frame = this.#makeFrame(root, heat);
    const key = `${this.narrow} ${this.#frame.ink.font}`;
    if (this.#charts && this.#chartsKey !== key) this.#destroyCharts();
    this.#chartsKey = key;
    if (this.#charts) this.#charts.redraw();
    else {
      this.#charts = createCharts(
        { heatmap: heat, history: bars },
        () => this.#frame as Frame,
        place => this.#point(place),
      );
    }
  }

  #makeFrame(root: ShadowRoot, place: HTMLElement): Frame {
    const heatmap = this.heatmap.value;
    const history = this.history.value;
    const barStep = history ? INTERVALS[history.interval] : (heatmap?.time.step ?? 1);
    const [from, end] = timesOf(heatmap, history, barStep);
    const margin = marginWidth(this.narrow);
    const width = Math.max(80, place.clientWidth - axisWidth(this.narrow) - margin);
    const to = end + ((end - from) * margin) / width;
    const [low, high] = heatmap ? fittingPrices(heatmap) : [0, 1];
    const page = this.theme === 'auto' ? this.page.colour : undefined;
    return {
      heatmap,
      history,
      barStep,
      colours: heatmap ? coloursOfBytes(heatmap.cells, this.#scale, this.#colours) : new Uint32Array(256),
      view: { from, to, low, high },
      ink: readInk(root, page),
      format: this.#format as Format,
      narrow: this.narrow,
    };
  }

  #resize(): void {
    const root = this.renderRoot as ShadowRoot;
    const heat = root.querySelector<HTMLElement>('.heat');
    if (!this.#charts || !heat) return;
    this.#frame = this.#makeFrame(root, heat);
    this.#charts.resize();
  }

  /** Runs once before the next paint, however often it is asked for. */
  #soon(task: () => void): void {
    cancelAnimationFrame(this.#frameRequest);
    this.#frameRequest = requestAnimationFrame(task);
  }

  #point(place: CursorPlace | undefined): void {
    const root = this.renderRoot as ShadowRoot;
    const box = root.querySelector<HTMLElement>('.tooltip');
    const frame = this.#frame;
    if (!box || !frame) return;
    box.classList.toggle('on', place !== undefined);
    if (!place) return;
    const { heatmap, history, barStep, format } = frame;
    const cell = heatmap && place.price !== undefined ? cellAt(heatmap, place.time, place.price) : undefined;
    const bar = history && barAt(history, place.time, barStep);
    const step = heatmap?.time.step ?? barStep;
    const start = heatmap?.time.start ?? frame.view.from;
    const time = start + Math.floor((place.time - start) / step) * step;
    render(tooltip(en, format, { time, step, cell, bar }), box);
    if (this.narrow) return;
    const { clientWidth, clientHeight } = box.parentElement as HTMLElement;
    const right = place.x + box.offsetWidth + 24 > clientWidth;
    const left = right ? place.x - box.offsetWidth - 14 : place.x + 14;
    const top = Math.min(clientHeight - box.offsetHeight, Math.max(0, place.y - box.offsetHeight / 2));
    box.style.transform = `translate(${Math.max(0, left)}px,${top}px)`;
  }

  #destroyCharts(): void {
    this.#charts?.destroy();
    this.#charts = undefined;
  }
}

export type { LoadFailure };
