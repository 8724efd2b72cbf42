import { LitElement, type PropertyValues, type TemplateResult } from 'lit';
import type { Heatmap } from '../schema/answer/heatmap.ts';
import type { History } from '../schema/answer/history.ts';
import { approaches } from './alert.ts';
import type { FeedState } from './feed.ts';
import { type Look, lookOf } from './look.ts';
import { badges } from './parts/badges.ts';
import { figure } from './parts/figure.ts';
import { type ChosenScale, chosenScale } from './plot/colour-scale.ts';
import { createSource } from './source.ts';
import { createStage, type Stage } from './stage.ts';
import { styles } from './styles.ts';
import { summary } from './summary.ts';
import {
  declarations,
  defaults,
  type LiqHeatmapData,
  type Properties,
  propertiesThat,
} from './surface/properties.ts';
import { surroundings } from './surroundings.ts';
import { en, type Messages } from './text/en.ts';
import { type Format, formatFor } from './text/format.ts';
import { directionOf, messagesFor } from './text/languages.ts';
import { localeOf } from './text/locale.ts';
import { type Page, pageBehind } from './theme.ts';
import { usedParts } from './used-parts.ts';
import { shownViews, type Views } from './views.ts';

/** Width in CSS pixels below which the element shows less and docks its tooltip. */
const NARROW = 480;

/** What an answer depends on, and what colours do. */
const ASKED = propertiesThat('asks');
const COLOURING = ['heatmap', ...propertiesThat('colours')];

/** Lit makes the accessors of what is declared; this is how they are typed. */
const Base = LitElement as unknown as Omit<typeof LitElement, 'prototype'> &
  (new () => LitElement & Properties);

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
 * @fires liq-alert - The last price came within 1 % of a large cluster; once, until it has gone from there. `detail` is `{ side, price, usd, distance }`: USD, and a share of the price.
 * @fires liq-stale - Data no longer move; `detail` is `{ since }` in ms.
 * @fires liq-error - A request brought nothing; `detail` is `{ url, answer }`.
 * @csspart figure - All of it.
 * @csspart header - Title, badges and controls.
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
 * @cssprop --liq-ramp-0..8 - Colours of the heatmap, thinnest to densest, evenly spread; one that is not set stays the palette's, and what lies between is mixed in OKLab.
 * @cssprop --liq-font - Font family.
 * @cssprop --liq-radius - Radius of the element's corners.
 */
export class LiqHeatmap extends Base {
  static override styles = styles;
  static override properties = {
    ...declarations,
    heatmap: { state: true },
    history: { state: true },
    page: { state: true },
    narrow: { state: true },
    text: { state: true },
  };

  declare private heatmap: FeedState<Heatmap>;
  declare private history: FeedState<History>;
  declare private page: Page;
  declare private narrow: boolean;
  declare private text: Messages;

  #source = createSource(
    (part, state) => {
      Object.assign(this, { [part]: state });
      if (state.failure) this.#tell('liq-error', state.failure);
    },
    () => this.#near,
  );
  #near = false;
  #locale = 'en';
  #scale: ChosenScale | undefined;
  #stage: Stage | undefined;
  #ready = false;
  #approaches = approaches();
  #used = usedParts(this, {
    stage: () => this.#stage,
    hasData: () => this.heatmap.value !== undefined,
  });

  constructor() {
    super();
    Object.assign(this, defaults);
    this.heatmap = {};
    this.history = {};
    this.page = { theme: 'light', colour: '#ffffff' };
    this.narrow = false;
    this.text = en;
    this.addController(
      surroundings(this, {
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
      }),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#source.stop();
    this.#near = false;
    this.#stage?.destroy();
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
  async toBlob(type: string = 'image/png'): Promise<Blob> {
    const { pictureOf } = await import('./export.ts');
    return pictureOf(this.#stage as Stage, type);
  }

  /** The bars and the newest column as comma-separated values. */
  async toCSV(): Promise<string> {
    const { csvOf } = await import('./export.ts');
    return csvOf(this.#values);
  }

  /** Plays what was known from `from` to `to` (ms), `speed` columns a second. Resolves at the end. */
  async replay(from?: number, to?: number, speed: number = 8): Promise<void> {
    const { replay } = await import('./time-travel.ts');
    return replay(this.#stage as Stage, from, to, speed);
  }

  /** What is shown was stored or handed over by the page: there is no endpoint to ask for more. */
  get isStored(): boolean {
    return this.data !== undefined || this.src !== '';
  }

  get #views(): Views {
    return shownViews(this.view, !this.isStored || this.history.value !== undefined);
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
    const isChanged = (names: string[]) => names.some(name => (changed as PropertyValues).has(name));
    if (isChanged(ASKED)) this.#ask();
    if (changed.has('locale') || !this.hasUpdated) this.#speak();
    if (isChanged(COLOURING)) this.#scale = chosenScale(this.heatmap.value, this);
  }

  get #format(): Format {
    return formatFor(this.#locale);
  }

  #ask(): void {
    this.#source.stop();
    this.#approaches = approaches();
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

  get #look(): Look {
    const look = lookOf(this, this.page);
    return { ...look, palette: this.#used.coloured(look.palette) };
  }

  protected override render(): TemplateResult {
    return figure({
      text: this.text,
      format: this.#format,
      direction: directionOf(this.#locale),
      symbol: this.symbol,
      ...this.#look,
      narrow: this.narrow && !this.compact,
      heatmap: this.heatmap,
      history: this.history,
      handed: this.data !== undefined,
      hasChildren: this.firstElementChild !== null,
      views: this.#views,
      readonly: this.readonly,
      scale: this.#scale,
      summary: () => this.summary(),
      badges: badges(this.text, this.#format, this.heatmap, this.history),
      retry: () => this.reload(),
    });
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    if (!this.isConnected) return;
    this.#stage ??= this.#createStage();
    this.#stage.draw();
  }

  protected override updated(changed: PropertyValues): void {
    if (this.isConnected) this.#announce(changed);
  }

  #createStage(): Stage {
    return createStage({
      element: this,
      root: this.renderRoot as ShadowRoot,
      text: () => this.text,
      format: () => this.#format,
      tell: (name, detail) => this.#tell(name, detail),
      scene: () => {
        const views = this.#views;
        const { palette, solid } = this.#look;
        return {
          heatmap: views.heatmap || views.map ? this.heatmap.value : undefined,
          history: this.history.value,
          palette,
          scale: views.heatmap ? this.#scale?.scale : undefined,
          format: this.#format,
          narrow: this.narrow || this.compact,
          page: solid ? undefined : this.page.colour,
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
    if (value) for (const alert of this.#approaches(value)) this.#tell('liq-alert', alert);
    if (value && (value.stale || this.heatmap.failure)) this.#tell('liq-stale', { since: value.generatedAt });
  }

  #tell(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}
