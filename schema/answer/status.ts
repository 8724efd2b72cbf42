import { COMPLETENESSES, reportingShares } from '../reporting-share.ts';
import { list, number, optional, record, type TypeOf, text, word } from '../shape.ts';
import { count, mode, olderAnswer, share, time } from './parts.ts';

const hourAndDay = (description: string) =>
  record({ hour: share('Of the last hour.'), day: share('Of the last day.') }, description);

const feedStatus = record(
  {
    feed: text('Its name, unique within the exchange.'),
    share: hourAndDay('Part of the last hour and day that it saw.'),
    events: count('Events of the last day.'),
    delay: optional(
      number(
        'Median of the last hour, milliseconds from the event to here; absent where nothing arrived live.',
      ),
    ),
    lastSeen: optional(time('Start of the last minute of which it saw something.')),
    error: optional(text('The last error of the last day.')),
  },
  'What one feed of an exchange saw, where feeds are followed.',
  'FeedStatus',
);
export type FeedStatus = TypeOf<typeof feedStatus>;

const pollStatus = record(
  {
    lastAnswer: optional(time('When something was last answered; absent where nothing ever was.')),
    error: optional(text('Why it is not being asked.')),
    until: optional(time('And until when.')),
    failing: list(
      record(
        { question: text('Such as `candles BTC`.'), error: text('What came.') },
        'A question that fails.',
      ),
      'Questions that fail while others are answered.',
    ),
    backfill: share('Part of the past that has been filled in.'),
  },
  'How asking it goes; absent where it has not been asked.',
  'PollStatus',
);
export type PollStatus = TypeOf<typeof pollStatus>;

const modelStatus = record(
  {
    lastTime: time('End of the last candle the model took, of the symbol that is furthest behind.'),
    failing: optional(
      text(
        'Symbols with which it stands still or lags, each with why where that is known: `BTC: model state: expected …`.',
      ),
    ),
  },
  'How the model goes on with its candles; absent before it has begun.',
  'ModelStatus',
);
export type ModelStatus = TypeOf<typeof modelStatus>;

const exchangeStatus = record(
  {
    exchange: text('Its name.'),
    state: word(
      ['live', 'stale', 'silent', 'recorded', 'simulated'],
      '`silent`: known, but nothing of it has come yet.',
    ),
    symbols: list(text('A symbol.'), 'Those it has candles of.'),
    firstTime: optional(time('Open of the first candle; absent while silent.')),
    lastTime: optional(time('End of the last candle; absent while silent.')),
    lastLiquidation: optional(
      time('End of the last bar, or time of the last event, in which a liquidation was seen.'),
    ),
    coverage: hourAndDay('Share of the last hour and day that is covered by candles.'),
    completeness: word(
      COMPLETENESSES,
      'What it reports of its liquidations, by its own word: `full` is each one, `throttled` at most one per contract and second, `sampled` leaves out some.',
    ),
    reportingShare: optional(reportingShares),
    feeds: list(feedStatus, 'What each of its feeds saw.'),
    polls: optional(pollStatus),
    rejects: record(
      {
        total: count('How many are kept.'),
        lastTime: optional(time('When the last came.')),
        lastReason: optional(text('What was expected and what came.')),
      },
      'What could not be read of it, or that the model could not take.',
    ),
    model: optional(modelStatus),
  },
  'How it goes with one exchange.',
  'ExchangeStatus',
);
export type ExchangeStatus = TypeOf<typeof exchangeStatus>;

export const status = record(
  {
    mode,
    generatedAt: time(
      'The minute up to which is told what is missing; of a recording, the close of its newest candle.',
    ),
    stale: olderAnswer,
    known: count('Exchanges known here.'),
    seen: count('Those of which there is what should be there by now.'),
    exchanges: list(exchangeStatus, 'Each exchange that is known.'),
  },
  'How it goes with each exchange.',
  'Status',
);
export type Status = TypeOf<typeof status>;
