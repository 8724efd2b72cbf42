import { perLeverageGroup } from '../leverage-group.ts';

import { list, number, record, type TypeOf } from '../shape.ts';
import { logPrices, market, numbers, share, time } from './parts.ts';

const { symbol, exchange, unit, generatedAt, mode, stale } = market;
export const liquidationMap = record(
  {
    symbol,
    exchange,
    unit,
    generatedAt,
    mode,
    stale,
    lastPrice: number('The last close, USD per base unit: longs stand below it, shorts above.'),
    time: time('The close after which the levels stood so; earlier than `generatedAt` where the model lags.'),
    price: logPrices,
    longUsd: numbers('USD of longs at each level.'),
    shortUsd: numbers('USD of shorts at each level.'),
    cumulativeUsd: numbers(
      'What stands between the price and the far edge of the level, that level included.',
    ),
    groups: record(
      perLeverageGroup(group => numbers(`USD of positions of ${group}.`)),
      'The same dollars by the leverage of the positions.',
    ),
    lowUsd: numbers('10 % of what the weights the data allow would give.'),
    highUsd: numbers('90 % of what the weights the data allow would give.'),
    priorShare: list(
      share('One of them.'),
      'Part of a level that rests on weights the data have hardly tested.',
    ),
  },
  'What stands now, on the full lattice of prices.',
  'LiquidationMap',
);
export type LiquidationMap = TypeOf<typeof liquidationMap>;
