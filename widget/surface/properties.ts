import type { Heatmap } from '../../schema/answer/heatmap.ts';
import type { History } from '../../schema/answer/history.ts';
import type { PaletteName } from '../plot/palette.ts';

export const VIEWS = ['heatmap', 'map', 'history'] as const;
export const THEMES = ['auto', 'light', 'dark'] as const;
export const SCALES = ['log', 'linear'] as const;
export const SIDES = ['', 'long', 'short'] as const;

/** What the code knows of a property; what people know of it is in `words.ts`. */
export type Row = {
  /** What it is when nobody says otherwise. Its type is the property's, and the attribute's with it. */
  default: unknown;
  /** Another value is another question: what is shown is let go, and asked for anew. */
  asks?: true;
  /** The colours of the cells depend on it. */
  colours?: true;
  /** The link that a reader copies carries it. */
  shared?: true;
  /**
   * The page of an iframe does not take it: the symbol is in its path, where the data come from is for its host to say,
   * who else could be made to show anybody's, and a position is nobody's business.
   */
  embed?: false;
};

/** A grid and bars handed over by the page instead of an endpoint. */
export type LiqHeatmapData = { heatmap?: Heatmap | undefined; history?: History | undefined };

/** What a page sets on a `<liq-heatmap>`: a row each, which all who need to know of attributes read. */
export const properties = {
  symbol: { default: 'BTC', asks: true, shared: true, embed: false },
  range: { default: '7d', asks: true, shared: true },
  view: { default: 'heatmap history', shared: true },
  exchange: { default: 'all', asks: true, shared: true },
  interval: { default: '', asks: true, shared: true },
  leverage: { default: '', asks: true, shared: true },
  theme: { default: 'auto' as (typeof THEMES)[number] },
  palette: { default: 'ember' as PaletteName, shared: true },
  scale: { default: 'log' as (typeof SCALES)[number], colours: true, shared: true },
  minIntensity: { default: 0, colours: true, shared: true },
  maxIntensity: { default: 0, colours: true, shared: true },
  side: { default: '' as (typeof SIDES)[number], shared: true },
  bands: { default: 'on' },
  locale: { default: '' },
  refresh: { default: 60, asks: true },
  endpoint: { default: '', asks: true, embed: false },
  src: { default: '', asks: true, embed: false },
  controls: { default: 'auto' },
  compact: { default: false },
  readonly: { default: false },
  position: { default: '', embed: false },
  data: { default: undefined as LiqHeatmapData | undefined, asks: true, embed: false },
} satisfies Record<string, Row>;

export type PropertyName = keyof typeof properties;
export type Properties = { [Name in PropertyName]: (typeof properties)[Name]['default'] };

/** The rows by name. */
export const rows = Object.entries<Row>(properties) as [PropertyName, Row][];

/** The names of the properties of which something holds. */
export const propertiesThat = (hold: keyof Row): PropertyName[] =>
  rows.flatMap(([name, row]) => (row[hold] ? [name] : []));

/** `minIntensity` is the attribute `min-intensity`. */
export const attributeOf = (name: string): string =>
  name.replace(/[A-Z]/g, capital => `-${capital.toLowerCase()}`);

/** All properties as they are when nobody says otherwise. */
export const defaults = Object.fromEntries(rows.map(([name, row]) => [name, row.default])) as Properties;

/** How Lit declares the properties: each mirrors an attribute of its name and of its default's type, but what is none. */
export const declarations = Object.fromEntries(
  rows.map(([name, { default: value }]) => [
    name,
    value === undefined
      ? { attribute: false }
      : { attribute: attributeOf(name), type: Object(value).constructor, reflect: true },
  ]),
);
