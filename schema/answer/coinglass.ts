import { constant, list, number, record, type TypeOf, text, tuple, whole } from '../shape.ts';
import { numbers, usd } from './parts.ts';

const price = (which: string) => text(`${which}, USD per base unit.`);

export const coinglassHeatmap = record(
  {
    code: constant('0', 'No error.'),
    msg: constant('success', 'The same in words.'),
    data: record(
      {
        y_axis: numbers('The geometric middle of each row, USD per base unit.'),
        liquidation_leverage_data: list(
          tuple([whole('Column.'), whole('Row.'), usd('USD.')], '[column, row, USD]'),
          'Each cell that is not empty.',
        ),
        price_candlesticks: list(
          tuple(
            [
              number('Seconds UTC.'),
              price('Open'),
              price('High'),
              price('Low'),
              price('Close'),
              text('Traded USD.'),
            ],
            '[seconds UTC, open, high, low, close, traded USD]; all but the time as strings.',
          ),
          'Each column that has a candle.',
        ),
      },
      'As there.',
    ),
  },
  'The shape that bots written for CoinGlass read: sparse cells over a list of prices.',
);
export type CoinglassHeatmap = TypeOf<typeof coinglassHeatmap>;
