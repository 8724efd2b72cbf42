import type { Heatmap, History } from '../schema/wire.ts';
import type { PaletteName, Theme } from './plot/palette.ts';

/** A grid and bars handed over by the page instead of an endpoint. */
export type LiqHeatmapData = { heatmap?: Heatmap | undefined; history?: History | undefined };

/** What a page sets on a `<liq-heatmap>`. These words are those of the manifest and the types of the package. */
export type Properties = {
  /** Base asset, as `BTC`; names as `BTCUSDT` are understood. */
  symbol: string;
  /** One exchange, or `all`. */
  exchange: string;
  /** `12h`, `24h`, `3d`, `7d`, `30d`, `90d`, `180d` or `1y`. */
  range: string;
  /** Length of a bar of the liquidation chart, as `1h`; the API chooses by default. */
  interval: string;
  /** Only positions of this leverage: `upTo10`, `from20To25` or `from50`; of the sum over exchanges. */
  leverage: string;
  /** Any of `heatmap`, `map` and `history`, with spaces. */
  view: string;
  /** `light`, `dark`, or `auto`: as the page is. */
  theme: 'auto' | Theme;
  /** `ember`, `viridis`, `cividis` or `mono`. */
  palette: PaletteName;
  /** How USD become colours: `log` or `linear`. */
  scale: 'log' | 'linear';
  /** USD per level below which nothing is drawn; 0 leaves the choice to the data. */
  minIntensity: number;
  /** USD per level from which the strongest colour is drawn; 0 leaves the choice to the data. */
  maxIntensity: number;
  /** Only `long` or `short`; both by default. */
  side: '' | 'long' | 'short';
  /** `on` or `off`: the 10 to 90 % band of what is modelled, in the tooltip and the map. */
  bands: string;
  /** BCP 47 locale of words, numbers and dates; by default the page's language. */
  locale: string;
  /** Seconds between updates; 0 for none. */
  refresh: number;
  /** Origin of the API; by default the one this script came from. */
  endpoint: string;
  /** URL of a stored heatmap answer, JSON or binary, shown instead of asking an endpoint. */
  src: string;
  /** `auto`: on hover, focus and touch; `always`; or `none`. */
  controls: string;
  /** For small places: lower, the charts under their title alone, without controls and legend. */
  compact: boolean;
  /** Nothing to operate: no controls, no keys, no zoom; pointing still tells what stands where. */
  readonly: boolean;
  /** The reader's own position, as `long 60000 20x`: entry and leverage. Never leaves the page. */
  position: string;
  /** Shows this instead of asking an endpoint. */
  data: LiqHeatmapData | undefined;
};

/** Attributes of `<liq-heatmap>`; each mirrors the property of its name. */
export const properties = {
  symbol: { reflect: true },
  exchange: { reflect: true },
  range: { reflect: true },
  interval: { reflect: true },
  leverage: { reflect: true },
  view: { reflect: true },
  theme: { reflect: true },
  palette: { reflect: true },
  scale: { reflect: true },
  minIntensity: { attribute: 'min-intensity', type: Number, reflect: true },
  maxIntensity: { attribute: 'max-intensity', type: Number, reflect: true },
  side: { reflect: true },
  bands: { reflect: true },
  locale: { reflect: true },
  refresh: { type: Number, reflect: true },
  endpoint: { reflect: true },
  src: { reflect: true },
  controls: { reflect: true },
  compact: { type: Boolean, reflect: true },
  readonly: { type: Boolean, reflect: true },
  position: { reflect: true },
  data: { attribute: false },
} as const satisfies Record<keyof Properties, object>;

/** What they are when nobody says otherwise. */
export const defaults = {
  symbol: 'BTC',
  exchange: 'all',
  range: '7d',
  interval: '',
  leverage: '',
  view: 'heatmap history',
  theme: 'auto',
  palette: 'ember',
  scale: 'log',
  minIntensity: 0,
  maxIntensity: 0,
  side: '',
  bands: 'on',
  locale: '',
  refresh: 60,
  endpoint: '',
  src: '',
  controls: 'auto',
  compact: false,
  readonly: false,
  position: '',
} as const satisfies Partial<Properties>;
