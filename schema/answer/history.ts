import { list, number, optional, record, type TypeOf } from '../shape.ts';
import { count, interval, market, range, share, time, usd } from './parts.ts';

const bar = record(
  {
    time: time('The open.'),
    longUsd: optional(usd('USD of longs; absent where that side was not recorded.')),
    shortUsd: optional(usd('USD of shorts; absent where that side was not recorded.')),
    count: optional(count('Liquidations; absent where only totals are known.')),
    close: optional(number('USD per base unit; absent where there is no candle.')),
    covered: share(
      'The share of the bar, of its whole length, that was seen: the mean over the exchanges that report. The running bar is below 1.',
    ),
  },
  'What was liquidated in one period.',
  'HistoryBar',
);
export type HistoryBar = TypeOf<typeof bar>;

const { symbol, exchange, unit, generatedAt, mode, stale } = market;
export const history = record(
  {
    symbol,
    exchange,
    range: range('As asked.'),
    interval: interval('Coarser than asked where the data are, or where there would be too many bars.'),
    unit,
    generatedAt,
    mode,
    stale,
    from: time('When the first period opens, however early in it the range begins.'),
    to: time(
      'The end of what is known and summed; what came after the last close is in it, so that it may be later than `generatedAt`.',
    ),
    bars: list(
      bar,
      'Oldest first. A period that nobody recorded is absent, not zero; one that was watched and quiet is zero.',
    ),
  },
  'What was liquidated from `from` up to `to`.',
  'History',
);
export type History = TypeOf<typeof history>;
