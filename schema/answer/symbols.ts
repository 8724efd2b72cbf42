import { flag, list, number, optional, record, type TypeOf, text } from '../shape.ts';
import { mode, olderAnswer, symbol, time, usd } from './parts.ts';

const symbolSummary = record(
  {
    symbol,
    exchanges: list(text('An exchange.'), 'Those that have candles of it.'),
    lastPrice: number('The last close, USD per base unit.'),
    openInterestUsd: optional(
      usd('One side, USD, summed over the exchanges that publish it; absent where none does.'),
    ),
    firstTime: time('Open of the first candle.'),
    lastTime: time('End of the last closed candle.'),
    caughtUp: flag(
      'Whether the model has taken in all that is stored; not while it works through a history.',
    ),
  },
  'What there is of one symbol.',
  'SymbolSummary',
);
export type SymbolSummary = TypeOf<typeof symbolSummary>;

export const symbols = record(
  {
    mode,
    generatedAt: optional(time('The close of the newest candle of any symbol; absent where there is none.')),
    stale: olderAnswer,
    symbols: list(symbolSummary, 'In alphabetical order.'),
  },
  'What there is.',
  'Symbols',
);
export type Symbols = TypeOf<typeof symbols>;
