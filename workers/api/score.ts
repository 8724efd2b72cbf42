import type { Context } from 'hono';
import { type ScoreAnswer, scoreAnswer, spanScore } from '../../schema/answer/score.ts';
import { faultText, read } from '../../schema/fault.ts';
import { DAY } from '../../schema/range.ts';
import { lastClose } from '../store/read-last-candles.ts';
import { LEDGER_COLUMNS, readForecasts, toLine } from '../symbol/ledger.ts';
import type { Own } from '../symbol/own.ts';
import { readScore } from '../symbol/score.ts';
import { answerResponse, jsonAnswer } from './answer.ts';
import { isStale, secondsFresh, secondsFreshUpTo } from './freshness.ts';
import { lastCandlesIn, marketInside } from './inside.ts';
import { oneOf, type Query, symbolParameter, timeParameter } from './parameter.ts';
import { publicUrl } from './public-url.ts';
import type { Reading } from './query.ts';
import { type AskedInside, symbolEndpoint } from './symbol-endpoint.ts';

/** Days of rows in one answer. */
const MAX_DAYS = 90;

export const scoreParameters = {
  symbol: symbolParameter,
  format: oneOf(['json', 'csv'], 'json' as const, {
    description: 'The score, or the rows.',
    example: 'csv',
  }),
  from: timeParameter(
    'Rows of candles from this time on, milliseconds UTC; says nothing without `format=csv`.',
    1722816000000,
  ),
  to: timeParameter(
    'Rows of candles before this time, milliseconds UTC; says nothing without `format=csv`. Of a longer span the first 90 days are given.',
    1722902400000,
  ),
};

type ScoreQuery = Query<typeof scoreParameters>;

/** Rows are kept by whole days and cut to the span that was asked for; the score is of all that was scored. */
export const scoreReading: Reading<typeof scoreParameters> = {
  settle: ({ from, to, ...asked }) => {
    if (asked.format !== 'csv') return { ...asked, from: undefined, to: undefined };
    const last = from === undefined || to === undefined ? to : Math.min(to, from + MAX_DAYS * DAY);
    return {
      ...asked,
      from: from === undefined ? undefined : Math.floor(from / DAY) * DAY,
      to: last === undefined ? undefined : Math.ceil(last / DAY) * DAY,
    };
  },
};

/** The rows of the span that was asked for, exactly. */
export function cutScore(body: Uint8Array, { asked }: { asked: ScoreQuery }): Uint8Array {
  const { format, from, to } = asked;
  if (format !== 'csv' || (from === undefined && to === undefined)) return body;
  const until = Math.min(to ?? Number.POSITIVE_INFINITY, (from ?? Number.POSITIVE_INFINITY) + MAX_DAYS * DAY);
  const since = from ?? until - MAX_DAYS * DAY;
  const [header = '', ...rows] = new TextDecoder().decode(body).split('\n');
  const asAsked = rows.filter(row => {
    const time = Number.parseInt(row, 10);
    return time >= since && time < until;
  });
  return new TextEncoder().encode([header, ...asAsked, ''].join('\n'));
}

export const scoreEndpoint = symbolEndpoint({
  path: '/v1/score',
  tag: 'evidence',
  summary: 'How well past forecasts did, or the rows behind it',
  description: `Each row of \`format=csv\` is one candle: what was forecast before it for the range it swept, what was observed, and the SHA-256 of the column that was published when it had closed. At most ${MAX_DAYS} days per answer, the last ${MAX_DAYS} by default.`,
  parameters: scoreParameters,
  ...scoreReading,
  answers: {
    'application/json': { Score: scoreAnswer },
    'text/csv': `The rows: ${LEDGER_COLUMNS.join(', ')}.`,
  },
  cut: cutScore,
  answer: score,
});

/** The stored score, or the rows it is made from. */
async function score(c: Context<AskedInside<typeof scoreParameters>>): Promise<Response> {
  const { OWN: own, MODE: mode } = c.env;
  const { format, from, to } = c.get('query');
  const { market, head } = marketInside(c.env, 'all');
  const { symbol, exchanges } = market;
  const now = Date.now();
  const close = lastClose(lastCandlesIn(head, exchanges));
  if (!close) throw new Error(`score: ${symbol} had candles a moment ago, now it has none`);
  if (format === 'csv') {
    const span = rowSpan(from, to, close.end);
    return answerResponse({
      body: await readLines(own, span),
      type: 'text/csv; charset=utf-8; header=present',
      fresh: secondsFreshUpTo(mode, to, now, span.to - span.from),
    });
  }
  const stored = readScore(own);
  const answer: ScoreAnswer = {
    symbol,
    mode,
    stale: isStale(mode, now, close),
    rows: publicUrl(c.env, `/v1/score?symbol=${symbol}&format=csv`),
    ...(stored && { generatedAt: stored.time, ...scoreOf(stored.score) }),
  };
  return answerResponse(jsonAnswer(answer, secondsFresh(mode, MAX_DAYS * DAY)));
}

/** A score as it was stored; none where an earlier release wrote it otherwise: the next day's replaces it. */
function scoreOf(text: string): Pick<ScoreAnswer, 'score'> {
  const reading = read(spanScore, JSON.parse(text));
  if ('value' in reading) return { score: reading.value };
  console.error(`score: ${faultText(reading.fault)}`);
  return {};
}

/** The rows that serve a span on the lattice of days; those of a day more than may be asked for, to cut them from. */
function rowSpan(
  from: number | undefined,
  to: number | undefined,
  end: number,
): { from: number; to: number } {
  if (from === undefined && to === undefined) return { from: end - MAX_DAYS * DAY, to: end };
  const most = (MAX_DAYS + 1) * DAY;
  const until = to ?? Math.min(end, (from ?? 0) + most);
  return { from: from ?? until - most, to: until };
}

async function readLines(own: Own, span: { from: number; to: number }): Promise<string> {
  const rows = await readForecasts(own, span);
  return `${LEDGER_COLUMNS.join(',')}\n${rows.map(toLine).join('')}`;
}
