import { mode, numbers, object, present, time } from './openapi-parts.ts';

const interval = object({ value: { type: 'number' }, low: { type: 'number' }, high: { type: 'number' } });
const skill = {
  type: 'object',
  description: '1 − deviance ÷ that of the opponent, with a 95 % interval by resampled days.',
  properties: { constant: interval, sweptRange: interval, sinceSwept: interval, sweepCurve: interval },
} as const;
const calibration = object(
  { sum: { type: 'number' }, slope: { type: 'number' }, weekly: numbers },
  [],
  'Forecast ÷ reported dollars, in all and per week (10 %, median, 90 % of the weeks); slope 1 is right.',
);

/** Schema of `GET /v1/score`. */
export const scoreSchema = object(
  {
    symbol: { type: 'string' },
    mode,
    stale: present.stale,
    rows: {
      type: 'string',
      format: 'uri-reference',
      description: 'Where the forecasts and what came are told.',
    },
    generatedAt: { ...time, description: 'The close of the last candle the score knows.' },
    score: object(
      {
        step: { type: 'integer', description: 'Length of the candles scored, milliseconds.' },
        from: time,
        to: time,
        rows: { type: 'integer', description: 'Candles and sides.' },
        days: { type: 'integer' },
        skill,
        bySide: object({ long: skill, short: skill }),
        byVolatility: object({ quiet: skill, usual: skill, wild: skill }, [], 'Thirds of the bars by range.'),
        shown: {
          type: 'boolean',
          description:
            'Whether the interval against the sweep-curve lies above 0: else no skill is shown yet.',
        },
        calibration,
        scaled: { ...calibration, description: 'The same after one scale per side.' },
        bestQuarter: {
          type: 'number',
          description:
            'Share of the reported dollars in that quarter of all swept range for which most was forecast.',
        },
      },
      ['calibration', 'scaled', 'bestQuarter'],
      'Absent until enough forecasts have met their candles.',
    ),
  },
  ['generatedAt', 'score'],
);
