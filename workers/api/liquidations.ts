import type { Context } from 'hono';
import { type Liquidations, liquidations as liquidationsShape } from '../../schema/answer/liquidations.ts';
import { MINUTE } from '../../schema/range.ts';
import { readLiquidations } from '../store/read-liquidations.ts';
import { answerResponse, jsonAnswer } from './answer.ts';
import { cutLiquidations } from './cut-liquidations.ts';
import { type Asked, endpoint } from './endpoint.ts';
import { secondsFreshUpTo } from './freshness.ts';
import { writeCursor } from './liquidations-cursor.ts';
import { liquidationsParameters, liquidationsReading, rowsOf } from './liquidations-query.ts';
import { findMarket, requireExchange } from './market.ts';

export const liquidationsEndpoint = endpoint({
  path: '/v1/liquidations',
  tag: 'market',
  summary: 'Single liquidations, newest first',
  description:
    'A page looks through a bounded part of what is kept: it can be shorter than `limit`, or empty, while `next` leads on. Only a page without `next` is the last. Following `next` gives every event once, whatever arrives meanwhile. None is an empty page where the exchange has something of the symbol, and a 404, as in the history, where it has nothing.',
  parameters: liquidationsParameters,
  ...liquidationsReading,
  answers: { 'application/json': { Liquidations: liquidationsShape } },
  cut: cutLiquidations,
  answer: liquidations,
});

/** The board is read at most twice. */
const BOARD_ROWS = 2;

/** A page that `cutLiquidations` cuts to what was asked. */
async function liquidations(c: Context<Asked<typeof liquidationsParameters>>): Promise<Response> {
  const { DB: db, MODE: mode } = c.env;
  const { symbol, exchange, to, cursor, limit } = c.get('query');
  const before = to === undefined ? cursor : ({ time: to, exchange: '', id: '' } as const);
  // Who goes on has begun.
  if (symbol === undefined && !cursor) await requireExchange(db, exchange);
  const { events, next, oldest, isKnown } = await readLiquidations(db, {
    symbol,
    exchange,
    before,
    rows: rowsOf(limit) - BOARD_ROWS,
  });
  // No event is no proof that there is such a market.
  if (!isKnown) await findMarket(db, { symbol, exchange }, { liquidations: true });
  const answer: Liquidations = {
    ...(symbol !== undefined && { symbol }),
    exchange,
    unit: 'usd',
    mode,
    stale: false,
    ...(oldest !== undefined && { from: oldest }),
    events,
    ...(next && { next: writeCursor(next) }),
  };
  return answerResponse(jsonAnswer(answer, secondsFreshUpTo(mode, before?.time, Date.now(), MINUTE)));
}
