import { liquidation } from '../market.ts';
import { list, optional, record, type TypeOf, text } from '../shape.ts';
import { exchangeSet, mode, olderAnswer, symbol, time, unit } from './parts.ts';

export const liquidations = record(
  {
    symbol: optional(symbol),
    exchange: exchangeSet,
    unit,
    mode,
    stale: olderAnswer,
    from: optional(
      time('The time of the oldest single event that is kept, of any symbol; absent where none is.'),
    ),
    events: list(liquidation, 'Newest first.'),
    next: optional(
      text(
        'The `cursor` of the next, older page; absent on the last one. A page that looked through as much as a page may can be shorter than `limit`, or empty, and still have a next one.',
      ),
    ),
  },
  'Single liquidations as venues reported them; `symbol` is absent where all were asked for.',
  'Liquidations',
);
export type Liquidations = TypeOf<typeof liquidations>;
