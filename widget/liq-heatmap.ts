import { LitElement, type PropertyValues, type TemplateResult } from 'lit';
import type { Heatmap, History } from '../schema/wire.ts';
import type { FeedState } from './feed.ts';
import { watchSurroundings } from './lifecycle.ts';
import { badges } from './parts/badges.ts';
import { figure } from './parts/figure.ts';
import { type ColourScale, fittingScale } from './plot/colour-scale.ts';
import { PALETTES, type PaletteName, palette, type Theme } from './plot/palette.ts';
import { defaults, properties } from './properties.ts';
import { createSource } from './source.ts';
import { createStage, type Stage } from './stage.ts';
import { styles } from './styles.ts';
import { summary } from './summary.ts';
import { en, type Messages } from './text/en.ts';
import { type Format, formatFor } from './text/format.ts';
import { directionOf, messagesFor } from './text/languages.ts';
import { localeOf } from './text/locale.ts';
import { type Page, pageBehind } from './theme.ts';
import { usedParts } from './used-parts.ts';
import { shownViews } from './views.ts';

/** A grid and bars handed over by the page instead of an endpoint. */
export type LiqHeatmapData = { heatmap?: Heatmap | undefined; history?: History | undefined };

/** Width in CSS pixels below which the element shows less and docks its tooltip. */
const NARROW = 480;

/**
 * A liquidation heatmap over its liquidation chart, on one time axis.
 *
 * @element liq-heatmap
 * @slot - Shown until the first data come, and where scripts do not run: a picture, a link, words.
 * @fires liq-ready - The first data are drawn.
 * @fires liq-data - Data came; `detail` is `{ heatmap, history }`.
 * @fires liq-hover - The cursor moved; `detail` is `{ time, price, cell, bar }`, or null when it left.
 * @fires liq-select - A place was pinned by click or Enter; `detail` as of `liq-hover`.
 * @fires liq-range-change - The reader chose a part of the data; `detail` is `{ from, to, low, high }` in ms and USD, or null.
 * @fires liq-stale - Data no longer move; `detail` is `{ since }` in ms.
 * @fires liq-error - A request brought nothing; `detail` is `{ url, answer }`.
 * @csspart figure - All of it.
 * @csspart header - Title, badges and legend.
 * @csspart canvas - A chart.
 * @csspart legend - The colour legend.
 * @csspart tooltip - What the cursor points at, in words.
 * @csspart controls - The reader's choices.
 * @csspart badge - Simulated, replay, live, stale.
 * @csspart table - The numbers as a table.
 * @cssprop --liq-bg - Ground of the element; the page's by default.
 * @cssprop --liq-fg - Text and candles.
 * @cssprop --liq-grid - Grid lines.
 * @cssprop --liq-accent - Focus and hover.
 * @cssprop --liq-long - Liquidated longs.
 * @cssprop --liq-short - Liquidated shorts.
 * @cssprop --liq-font - Font family.
 * @cssprop --liq-radius - Radius of the element's corners.
 */
export class LiqHeatmap extends LitElement {
  static override styles = styles;
  static override properties = {
    ...properties,
    heatmap: { state: true },
    history: { state: true },
    page: { state: true },
    narrow: { state: true },
    text: { state: true },
  };

  /** Base asset, as `BTC`; names as `BTCUSDT` are understood. */
  declare symbol: string;
  /** One exchange, or `all`. */
  declare exchange: string;
  /** `12h`, `24h`, `3d`, `7d`, `30d`, `90d`, `180d` or `1y`. */
  declare range: string;
  /** Length of a bar of the liquidation chart, as `1h`; the API chooses by default. */
  declare interval: string;
  /** Only positions of this leverage: `upTo10`, `from20To25` or `from50`; of the sum over exchanges. */
  declare leverage: string;
  /** Any of `heatmap`, `map` and `history`, with spaces. */
  declare view: string;
  /** `light`, `dark`, or `auto`: as the page is. */
  declare theme: 'auto' | Theme;
  /** `ember`, `viridis`, `cividis` or `mono`. */
  declare palette: PaletteName;
  /** How USD become colours: `log` or `linear`. */
  declare scale: 'log' | 'linear';
  /** USD per level below which nothing is drawn; 0 leaves the choice to the data. */
  declare minIntensity: number;
  /** Only `long` or `short`; both by default. */
  declare side: '' | 'long' | 'short';
  /** BCP 47 locale of words, numbers and dates; by default the page's language. */
  declare locale: string;
  /** Seconds between updates; 0 for none. */
  declare refresh: number;
  /** Origin of the API; by default the one this script came from. */
  declare endpoint: string;
  /** `auto`: on hover, focus and touch; `always`; or `none`. */
  declare controls: string;
  /** The reader's own position, as `long 60000 20x`: entry and leverage. Never leaves the page. */
  declare position: string;
  /** Shows this instead of asking an endpoint. */
  declare data: LiqHeatmapData | undefined;

  declare private heatmap: FeedState<Heatmap>;
  declare private history: FeedState<History>;
  declare private page: Page;
  declare private narrow: boolean;
  declare private text: Messages;

  #source = createSource(
    {
      heatmap: state => {
        this.heatmap = state;
        if (state.failure) this.#tell('liq-error', state.failure);
      },
      history: state => {
        this.history = state;
        if (state.failure) this.#tell('liq-error', state.failure);
      },
    },
    () => this.#near,
  );
  #leave: (() => void) | undefined;
  #near = false;
  #locale = 'en';
  #colourScale: ColourScale | undefined;
  #stage: Stage | undefined;
  #ready = false;
  #used = usedParts(this);

  constructor() {
    super();
    Object.assign(this, defaults);
    this.heatmap = {};
    this.history = {};
    this.page = { theme: 'light', colour: '#ffffff' };
    this.narrow = false;
    this.text = en;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#leave = watchSurroundings(this, {
      page: () => {
        this.page = pageBehind(this);
      },
      size: width => {
        this.narrow = width < NARROW;
      },
      near: near => {
        this.#near = near;
        if (!near) return;
        if (!this.data) this.#source.start(this);
        this.#source.wake();
      },
      wake: () => this.#source.wake(),
      interest: () => this.#used.interact(() => this.#stage),
    });
    // A shared link: what it shows is read by the part that made it.
    if (location.hash.startsWith('#liq=')) this.#used.interact(() => this.#stage);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave?.();
    this.#source.stop();
    this.#near = false;
    this.#stage?.destroy();
    this.#used.release();
    // Draw again when put back, even if nothing else changes until then.
    this.requestUpdate();
  }

  /** Asks for new data now. */
  reload(): void {
    this.#source.retry();
  }

  /** What is shown, in one paragraph. */
  summary(): string {
    return summary(this.text, this.#format, { symbol: this.symbol, ...this.#values });
  }

  /** The picture as it is on the screen; `type` as of a canvas, PNG by default. */
  async toBlob(type = 'image/png'): Promise<Blob> {
    const { pictureOf } = await import('./export.ts');
    return pictureOf(this.#stage as Stage, type);
  }

  /** The bars and the newest column as comma-separated values. */
  async toCSV(): Promise<string> {
    const { csvOf } = await import('./export.ts');
    return csvOf(this.#values);
  }

  /** Plays what was known from `from` to `to` (ms), `speed` columns a second. Resolves at the end. */
  async replay(from?: number, to?: number, speed = 8): Promise<void> {
    const { replay } = await import('./time-travel.ts');
    return replay(this.#stage as Stage, from, to, speed);
  }

  get #values(): LiqHeatmapData {
    return { heatmap: this.heatmap.value, history: this.history.value };
  }

  /** An endpoint or a page may hand over anything: what cannot be drawn is told, never thrown at the page. */
  protected override performUpdate(): void {
    try {
      super.performUpdate();
    } catch (cause) {
      console.warn('liq-heatmap: what came could not be drawn', cause);
      this.#tell('liq-error', { url: '', answer: String(cause) });
    }
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const asks = (
      ['symbol', 'exchange', 'range', 'interval', 'leverage', 'endpoint', 'refresh', 'data'] as const
    ).some(name => changed.has(name));
    if (asks) this.#ask();
    if (changed.has('locale') || !this.hasUpdated) this.#speak();
    const all: PropertyValues = changed;
    if (['heatmap', 'scale', 'minIntensity'].some(name => all.has(name))) this.#measure();
  }

  get #format(): Format {
    return formatFor(this.#locale);
  }

  /** Finds which USD get which colour. */
  #measure(): void {
    const grid = this.heatmap.value;
    this.#colourScale =
      grid && fittingScale(grid.bytes, grid.cells, this.scale === 'linear' ? 'linear' : 'log');
    if (this.#colourScale && this.minIntensity > 0) {
      this.#colourScale.low = Math.min(this.minIntensity, this.#colourScale.high * 0.9);
    }
  }

  #ask(): void {
    this.#source.stop();
    this.#stage?.unzoom();
    const { heatmap, history } = this.data ?? {};
    this.heatmap = heatmap ? { value: heatmap } : {};
    this.history = history ? { value: history } : {};
    if (this.#near && !this.data) this.#source.start(this);
  }

  #speak(): void {
    this.#locale = localeOf(this);
    const asked = this.#locale;
    void messagesFor(asked).then(messages => {
      if (this.#locale === asked) this.text = messages;
    });
  }

  /** Whether the element has its own ground, whatever the page's. */
  get #isSolid(): boolean {
    return this.theme === 'light' || this.theme === 'dark';
  }

  get #theme(): Theme {
    return this.#isSolid ? (this.theme as Theme) : this.page.theme;
  }

  get #colours(): Uint32Array<ArrayBuffer> {
    return palette(PALETTES.includes(this.palette) ? this.palette : 'ember', this.#theme);
  }

  protected override render(): TemplateResult {
    return figure({
      text: this.text,
      format: this.#format,
      direction: directionOf(this.#locale),
      symbol: this.symbol,
      theme: this.#theme,
      solid: this.#isSolid,
      narrow: this.narrow,
      heatmap: this.heatmap,
      history: this.history,
      handed: this.data !== undefined,
      hasChildren: this.firstElementChild !== null,
      views: shownViews(this.view),
      scale: this.#colourScale,
      palette: this.#colours,
      summary: () => this.summary(),
      badges: badges(this.text, this.#format, this.heatmap, this.history),
      retry: () => this.reload(),
    });
  }

  protected override updated(changed: PropertyValues): void {
    if (!this.isConnected) return;
    this.#stage ??= this.#createStage();
    this.#stage.draw();
    this.#announce(changed);
    this.#used.follow(this.#stage, {
      positionChanged: changed.has('position'),
      hasData: this.heatmap.value !== undefined,
    });
  }

  #createStage(): Stage {
    return createStage({
      element: this,
      root: this.renderRoot as ShadowRoot,
      text: () => this.text,
      format: () => this.#format,
      tell: (name, detail) => this.#tell(name, detail),
      scene: () => {
        const views = shownViews(this.view);
        return {
          heatmap: views.heatmap || views.map ? this.heatmap.value : undefined,
          history: this.history.value,
          palette: this.#colours,
          scale: views.heatmap ? this.#colourScale : undefined,
          format: this.#format,
          narrow: this.narrow,
          page: this.#isSolid ? undefined : this.page.colour,
          side: this.side === 'long' || this.side === 'short' ? this.side : undefined,
        };
      },
    });
  }

  /** Tells the page what has come. */
  #announce(changed: PropertyValues): void {
    const { heatmap, history } = this.#values;
    if (!(changed.has('heatmap') && heatmap) && !(changed.has('history') && history)) return;
    this.#tell('liq-data', this.#values);
    if (!this.#ready) this.#tell('liq-ready');
    this.#ready = true;
    const { value } = this.heatmap;
    if (value && (value.stale || this.heatmap.failure)) this.#tell('liq-stale', { since: value.generatedAt });
  }

  #tell(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}
