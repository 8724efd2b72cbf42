import type { Context } from 'hono';
import { DAY } from '../../schema/range.ts';
import type { ScoreAnswer, SpanScore } from '../../schema/wire.ts';
import type { Env } from '../env.ts';
import { LEDGER_COLUMNS, readForecasts, toLine } from '../store/forecast-ledger.ts';
import { lastClose, readLastCandles } from '../store/read-last-candles.ts';
import { readScore } from '../store/scores.ts';
import { answerResponse, jsonAnswer } from './answer.ts';
import { isStale, secondsFresh, secondsFreshUpTo } from './freshness.ts';
import { findMarket } from './market.ts';
import { parameterProblem } from './problem.ts';
import { publicUrl } from './public-url.ts';
import { oneOf, type Query, symbolParameter, timeParameter } from './query.ts';

/** Days of rows in one answer. */
const MAX_DAYS = 90;

export const scoreParameters = {
  symbol: symbolParameter,
  format: oneOf(['json', 'csv'], 'json' as const),
  from: timeParameter,
  to: timeParameter,
};

type ScoreContext = Context<{ Bindings: Env; Variables: { query: Query<typeof scoreParameters> } }>;

/** `GET /v1/score`: the stored score, or the rows it is made from. */
export async function score(c: ScoreContext): Promise<Response> {
  const { DB: db, MODE: mode } = c.env;
  const { symbol: asked, format, from, to } = c.get('query');
  const { symbol, exchanges } = await findMarket(db, { symbol: asked, exchange: 'all' });
  const now = Date.now();
  const close = lastClose(
    await readLastCandles(
      db,
      exchanges.map(exchange => ({ symbol, exchange })),
    ),
  );
  if (!close) throw new Error(`score: ${symbol} had candles a moment ago, now it has none`);
  if (format === 'csv') {
    const span = rowSpan(from, to, close.end);
    return answerResponse({
      body: await readRows(db, symbol, span),
      type: 'text/csv; charset=utf-8; header=present',
      fresh: secondsFreshUpTo(mode, to, now, span.to - span.from),
    });
  }
  for (const [name, value] of Object.entries({ from, to })) {
    if (value !== undefined) throw parameterProblem(400, name, 'to be given with format=csv', String(value));
  }
  const stored = await readScore(db, symbol);
  const answer: ScoreAnswer = {
    symbol,
    mode,
    stale: isStale(mode, now, close),
    rows: publicUrl(c.env, `/v1/score?symbol=${symbol}&format=csv`),
    ...(stored && { generatedAt: stored.time, score: JSON.parse(stored.score) as SpanScore }),
  };
  return answerResponse(jsonAnswer(answer, secondsFresh(mode, MAX_DAYS * DAY)));
}

function rowSpan(
  from: number | undefined,
  to: number | undefined,
  end: number,
): { from: number; to: number } {
  if (from !== undefined && to !== undefined && from >= to)
    throw parameterProblem(400, 'to', `a time after from (${from})`, String(to));
  const until = to ?? (from === undefined ? end : Math.min(end, from + MAX_DAYS * DAY));
  const span = { from: from ?? until - MAX_DAYS * DAY, to: until };
  if (span.to - span.from > MAX_DAYS * DAY)
    throw parameterProblem(400, 'from', `at most ${MAX_DAYS} days before to (${until})`, String(from));
  return span;
}

async function readRows(db: D1Database, symbol: string, span: { from: number; to: number }): Promise<string> {
  const rows = await readForecasts(db, { symbol, ...span });
  return `${LEDGER_COLUMNS.join(',')}\n${rows.map(toLine).join('')}`;
}
