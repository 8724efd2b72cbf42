import { EXCHANGES } from '../../schema/exchange.ts';
import { LEVERAGE_GROUP_NAMES } from '../../schema/leverage-group.ts';
import { INTERVAL_NAMES, RANGE_NAMES } from '../../schema/range.ts';
import { PALETTES } from '../plot/palette.ts';
import { type Properties, type PropertyName, SCALES, SIDES, THEMES, VIEWS } from './properties.ts';

/** What a property may be. */
export type Values =
  /** One of a few words; where it is `open`, others are let through and what they mean is the API's to say. */
  | { kind: 'one'; words: readonly string[]; open?: true }
  /** Any of a few words, with spaces between. */
  | { kind: 'several'; words: readonly string[] }
  | { kind: 'number'; least: number; most?: number }
  /** There or not. */
  | { kind: 'switch' }
  /** A text that reads as `pattern` says. */
  | { kind: 'text'; pattern: string }
  | { kind: 'object' };

/** What a property of a type may be: where the type is a union of words, these and no others. */
type ValuesOf<T> = [T] extends [boolean]
  ? { kind: 'switch' }
  : [T] extends [number]
    ? Extract<Values, { kind: 'number' }>
    : [T] extends [string]
      ? string extends T
        ?
            | Extract<Values, { kind: 'text' | 'several' }>
            | { kind: 'one'; words: readonly string[]; open: true }
        : { kind: 'one'; words: readonly T[] }
      : { kind: 'object' };

export type Words<T = Properties[PropertyName]> = {
  /** One sentence of Markdown, without its stop. */
  description: string;
  /** What the default comes to, where it does not say so itself. */
  unset?: string;
  /** A value another than the default, as an attribute has it. */
  example: string;
  values: ValuesOf<T>;
};

/** How a contract's name looks, whoever writes it. */
export const CONTRACT_NAME = '^[\\w:/.-]{1,60}$';

/** What people are told of each property, wherever: in README, reference, manifest and types. No part of the element. */
export const words: { [Name in PropertyName]: Words<Properties[Name]> } = {
  symbol: {
    description: 'Base asset; what an exchange calls its contract, as `BTCUSDT`, is understood',
    example: 'ETH',
    values: { kind: 'text', pattern: CONTRACT_NAME },
  },
  range: {
    description: 'How far back',
    example: '30d',
    values: { kind: 'one', words: RANGE_NAMES, open: true },
  },
  view: {
    description: 'Which charts, with spaces between',
    example: 'heatmap map',
    values: { kind: 'several', words: VIEWS },
  },
  exchange: {
    description: 'One exchange, or the sum over all',
    example: 'okx',
    values: { kind: 'one', words: ['all', ...EXCHANGES], open: true },
  },
  interval: {
    description: 'Length of a bar of the liquidation chart',
    unset: "the API's choice",
    example: '1h',
    values: { kind: 'one', words: INTERVAL_NAMES, open: true },
  },
  leverage: {
    description: 'Only positions of this leverage; of the sum over exchanges',
    unset: 'all',
    example: 'from50',
    values: { kind: 'one', words: LEVERAGE_GROUP_NAMES, open: true },
  },
  theme: {
    description: 'Colours for a light or a dark page',
    unset: 'as the page is',
    example: 'dark',
    values: { kind: 'one', words: THEMES },
  },
  palette: {
    description: 'Colours of the cells',
    example: 'viridis',
    values: { kind: 'one', words: PALETTES },
  },
  scale: {
    description: 'How USD become colours',
    example: 'linear',
    values: { kind: 'one', words: SCALES },
  },
  minIntensity: {
    description: 'USD per level below which nothing is drawn; readers drag it at the legend',
    unset: "the data's choice",
    example: '1000000',
    values: { kind: 'number', least: 0 },
  },
  maxIntensity: {
    description: 'USD per level from which the strongest colour is drawn; likewise',
    unset: "the data's choice",
    example: '50000000',
    values: { kind: 'number', least: 0 },
  },
  side: {
    description: 'Only positions of one side',
    unset: 'both',
    example: 'long',
    values: { kind: 'one', words: SIDES },
  },
  bands: {
    description: 'The 10 to 90 % band of what is modelled, in the tooltip and the map',
    example: 'off',
    values: { kind: 'one', words: ['on', 'off'], open: true },
  },
  locale: {
    description: 'Language of words, numbers and dates, as BCP 47 writes it',
    unset: "the page's language",
    example: 'pt-BR',
    values: { kind: 'text', pattern: '^[A-Za-z0-9-]{2,35}$' },
  },
  refresh: {
    description: 'Seconds between updates, 0 for none',
    example: '300',
    values: { kind: 'number', least: 0, most: 86_400 },
  },
  endpoint: {
    description: 'Origin of the API',
    unset: 'where the script came from',
    example: 'https://your-host.example',
    values: { kind: 'text', pattern: '^https?://' },
  },
  src: {
    description:
      'Address of a stored answer of `/v1/heatmap`, JSON or binary, shown instead of asking an endpoint',
    unset: 'none',
    example: '/v1/heatmap?symbol=BTC&range=24h',
    values: { kind: 'text', pattern: '^(https?:/)?/[^/]' },
  },
  controls: {
    description: 'When the controls are seen: `auto` is on hover, focus and touch',
    example: 'always',
    values: { kind: 'one', words: ['auto', 'always', 'none'], open: true },
  },
  compact: {
    description: 'For small places: lower, the charts under their title alone, without controls and legend',
    unset: 'absent',
    example: '',
    values: { kind: 'switch' },
  },
  readonly: {
    description: 'Nothing to operate: no controls, keys or zoom; pointing still tells what stands where',
    unset: 'absent',
    example: '',
    values: { kind: 'switch' },
  },
  position: {
    description:
      "The reader's own position: side, entry and leverage, as `long 60000 20x`; it never leaves the page",
    unset: 'none',
    example: 'long 60000 20x',
    values: { kind: 'text', pattern: '^(long|short) ' },
  },
  data: {
    description: '`heatmap` and `history` as the API gives them, shown instead of asking an endpoint',
    unset: 'none',
    example: '',
    values: { kind: 'object' },
  },
};
