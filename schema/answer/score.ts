import { scoreFields } from '../score.ts';
import { optional, record, type TypeOf, text, whole } from '../shape.ts';
import { mode, stale, symbol, time } from './parts.ts';

export const spanScore = record(
  {
    ...scoreFields,
    step: whole('Length of the candles scored, milliseconds.'),
    from: time('The open of the first.'),
    to: time('The end of the last.'),
  },
  'A score, and the candles it is of; absent until enough forecasts have met their candles.',
  'SpanScore',
);
/** A score, and the candles it is of, milliseconds: their length, the open of the first, the end of the last. */
export type SpanScore = TypeOf<typeof spanScore>;

export const scoreAnswer = record(
  {
    symbol,
    mode,
    stale,
    rows: text('Where the forecasts and what came are told, a row per candle.', {
      format: 'uri-reference',
      examples: ['/v1/score?symbol=BTC&format=csv'],
    }),
    generatedAt: optional(time('The close of the last candle the score knows.')),
    score: optional(spanScore),
  },
  'How well past forecasts did.',
  'ScoreAnswer',
);
export type ScoreAnswer = TypeOf<typeof scoreAnswer>;
