/** Attributes of `<liq-heatmap>`; each mirrors the property of its name. */
export const properties = {
  symbol: { reflect: true },
  exchange: { reflect: true },
  range: { reflect: true },
  interval: { reflect: true },
  view: { reflect: true },
  theme: { reflect: true },
  palette: { reflect: true },
  scale: { reflect: true },
  minIntensity: { attribute: 'min-intensity', type: Number, reflect: true },
  side: { reflect: true },
  locale: { reflect: true },
  refresh: { type: Number, reflect: true },
  endpoint: { reflect: true },
  controls: { reflect: true },
  position: { reflect: true },
  data: { attribute: false },
} as const;

/** What they are when nobody says otherwise. */
export const defaults = {
  symbol: 'BTC',
  exchange: 'all',
  range: '7d',
  interval: '',
  view: 'heatmap history',
  theme: 'auto',
  palette: 'ember',
  scale: 'log',
  minIntensity: 0,
  side: '',
  locale: '',
  refresh: 60,
  endpoint: '',
  controls: 'auto',
  position: '',
} as const;
