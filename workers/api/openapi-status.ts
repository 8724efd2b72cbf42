import { mode, object, olderAnswer, part, time } from './openapi-parts.ts';

const reportedShare = { value: part, low: part, high: part } as const;

/** Schema of `GET /v1/status`. */
export const statusSchema = object({
  mode,
  generatedAt: {
    ...time,
    description:
      'The minute up to which is told what is missing; of a recording, the close of its newest candle.',
  },
  stale: olderAnswer,
  known: { type: 'integer', description: 'Exchanges known here.' },
  seen: { type: 'integer', description: 'Those of which there is what should be there by now.' },
  exchanges: {
    type: 'array',
    items: object(
      {
        exchange: { type: 'string' },
        state: { type: 'string', enum: ['live', 'stale', 'silent', 'recorded', 'simulated'] },
        symbols: { type: 'array', items: { type: 'string' } },
        firstTime: time,
        lastTime: time,
        lastLiquidation: time,
        coverage: object(
          { hour: { type: 'number' }, day: { type: 'number' } },
          [],
          'Share of the last hour and day that is covered by candles.',
        ),
        completeness: {
          type: 'string',
          enum: ['full', 'throttled', 'sampled', 'unknown'],
          description:
            'What it reports of its liquidations, by its own word: all, at most one per contract and second, or some.',
        },
        reportingShare: object(
          { ...reportedShare, calm: object(reportedShare), burst: object(reportedShare) },
          ['calm', 'burst'],
          'Reported ÷ true liquidated USD, estimated daily against the exchanges that report all, with the interval of 95 % of resampled days; calm and burst are hours in which those liquidated little and most. 1 where it reports all. Absent where it could not be estimated: the model then assumes 0.25. Reported dollars are never scaled by it.',
        ),
        feeds: {
          type: 'array',
          items: object(
            {
              feed: { type: 'string' },
              share: object(
                { hour: { type: 'number' }, day: { type: 'number' } },
                [],
                'Seen part of the last hour and day.',
              ),
              events: { type: 'integer', description: 'Events of the last day.' },
              delay: { type: 'number', description: 'Median of the last hour, milliseconds.' },
              lastSeen: time,
              error: { type: 'string' },
            },
            ['delay', 'lastSeen', 'error'],
          ),
        },
        polls: object(
          {
            lastAnswer: time,
            error: { type: 'string', description: 'Why it is not being asked.' },
            until: { ...time, description: 'And until when.' },
            failing: {
              type: 'array',
              items: object({ question: { type: 'string' }, error: { type: 'string' } }),
            },
            backfill: { type: 'number', description: 'Part of the past that has been filled in.' },
          },
          ['lastAnswer', 'error', 'until'],
        ),
        rejects: object(
          { total: { type: 'integer' }, lastTime: time, lastReason: { type: 'string' } },
          ['lastTime', 'lastReason'],
          'What could not be read of it, or that the model could not take.',
        ),
        model: object(
          {
            lastTime: {
              ...time,
              description: 'End of the last candle the model took, of the symbol that is furthest behind.',
            },
            failing: {
              type: 'string',
              description: 'Symbols with which it stands still or lags, and why where that is known.',
            },
          },
          ['failing'],
          'How the model goes on with its candles; absent before it has begun.',
        ),
      },
      ['firstTime', 'lastTime', 'lastLiquidation', 'reportingShare', 'polls', 'model'],
    ),
  },
});
