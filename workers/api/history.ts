import type { Context } from 'hono';
import { type History, history as historyShape } from '../../schema/answer/history.ts';
import type { ExchangeSet } from '../../schema/exchange.ts';
import { DAY, INTERVAL_NAMES, INTERVALS, type Interval, RANGES, type Range } from '../../schema/range.ts';
import { lastClose } from '../store/read-last-candles.ts';
import { readRows } from '../symbol/days.ts';
import { answerResponse, jsonAnswer } from './answer.ts';
import { secondsFresh } from './freshness.ts';
import { DEFAULT_INTERVALS, finestServed } from './history-interval.ts';
import { historyOf } from './history-of.ts';
import { type Inside, lastCandlesIn, marketInside } from './inside.ts';
import { exchangeParameter } from './market.ts';
import { oneOf, rangeParameter, symbolParameter } from './parameter.ts';
import type { Reading } from './query.ts';
import { type AskedInside, symbolEndpoint } from './symbol-endpoint.ts';

export const historyParameters = {
  symbol: symbolParameter,
  range: rangeParameter,
  interval: oneOf(INTERVAL_NAMES, undefined, {
    description: 'Width of a bar; by default one that gives about 60 to 180 bars.',
    example: '1h',
  }),
  exchange: exchangeParameter,
};

/** An interval that is left out is the default one; one that would make too many bars is the finest that does not. */
export const historyReading: Reading<typeof historyParameters> = {
  settle: ({ interval, ...asked }) => ({ ...asked, interval: finestServed(asked.range, interval) }),
};

export const historyEndpoint = symbolEndpoint({
  liquidations: true,
  path: '/v1/history',
  tag: 'market',
  summary: 'What was liquidated: totals of long and short per bar, with the close',
  description:
    'Bars are aligned on UTC. The first one is whole, the last one holds all that is known: over the same time sums are the same at every interval, and those of the single events. An interval that is finer than something recorded in the range, or that makes more than 3000 bars, is served coarser, and the answer says so. What feeds saw is known for 90 days at least; where it is not, a quiet bar is absent.',
  parameters: historyParameters,
  ...historyReading,
  answers: { 'application/json': { History: historyShape } },
  answer: history,
});

async function history(c: Context<AskedInside<typeof historyParameters>>): Promise<Response> {
  const { exchange, range, interval } = c.get('query');
  const answer = await readHistory(c.env, exchange, { range, interval, now: Date.now() });
  return answerResponse(jsonAnswer(answer, secondsFresh(c.env.MODE, RANGES[range].span)));
}

/** What was liquidated over a range, from the record of the days that it touches. */
export async function readHistory(
  inside: Inside,
  exchange: ExchangeSet,
  {
    range,
    interval = DEFAULT_INTERVALS[range],
    now,
  }: { range: Range; interval?: Interval | undefined; now: number },
): Promise<History> {
  const { OWN: own, MODE: mode } = inside;
  const { market, head } = marketInside(inside, exchange, { liquidations: true });
  const end = lastClose(lastCandlesIn(head, market.exchanges))?.end ?? 0;
  const span = { from: end - RANGES[range].span - 2 * DAY, to: end + DAY };
  const rows = await readRows(own, { ...span, width: INTERVALS[interval], end });
  return historyOf(rows, market, { range, interval, now, mode });
}
