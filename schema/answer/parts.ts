import { EXCHANGES, type ExchangeSet } from '../exchange.ts';
import { MODES } from '../market.ts';
import { INTERVAL_NAMES, RANGE_NAMES } from '../range.ts';
import { constant, flag, list, name, number, record, whole, word } from '../shape.ts';

/** What several answers say. */

/** A time of an answer, of the market or of a clock. */
export const time = (description: string) =>
  whole(`${description} Milliseconds UTC.`, { least: 0 }, { format: 'int64', examples: [1_722_816_000_000] });

export const mode = word(
  MODES,
  'Real and current data, the built-in simulated market, or a recording.',
  'Mode',
);
export const symbol = name('The base asset.', 40, { examples: ['BTC'] });
export const exchangeSet = word<ExchangeSet>(
  ['all', ...EXCHANGES],
  'One exchange, or the sum over all.',
  'ExchangeSet',
);
export const unit = constant('usd', 'What dollars are told in.');
export const range = (description: string) => word(RANGE_NAMES, description, 'Range');
export const interval = (description: string) => word(INTERVAL_NAMES, description, 'Interval');
export const generatedAt = time(
  'The close of the newest candle under the answer: equal data make an equal answer.',
);
export const stale = flag(
  'Live data whose closes stopped coming, or an older answer, given because the database does not answer; of map and heatmap also: a model that lags behind them.',
);
export const olderAnswer = flag('An older answer, given because the database does not answer.');

export const usd = (description: string) => number(description, { least: 0 }, { examples: [96_000] });
export const share = (description: string) => number(description, { least: 0, most: 1 }, { examples: [0.5] });
export const count = (description: string) => whole(description, { least: 0 }, { examples: [12] });
export const numbers = (description: string) =>
  list(number('One of them.', {}, { examples: [64_000] }), description);

/** Of what and from when an answer over a market is. */
export const market = { symbol, exchange: exchangeSet, unit, generatedAt, mode, stale };

export const logPrices = record(
  {
    scale: constant('log', 'Rows of one ratio, not of one height.'),
    first: number('The lower edge of row 0, USD per base unit.', { above: 0 }, { examples: [60_000] }),
    ratio: number('The upper over the lower edge of each row.', { above: 1 }, { examples: [1.0005] }),
    count: count('Rows.'),
  },
  'Row y covers the prices first · ratio^y up to first · ratio^(y+1), USD per base unit.',
  'LogPrices',
);
