import type { Context } from 'hono';
import type { Liquidations } from '../../schema/answer/liquidations.ts';
import { MINUTE } from '../../schema/range.ts';
import type { Env } from '../env.ts';
import { readLiquidations } from '../store/read-liquidations.ts';
import { answerResponse, jsonAnswer } from './answer.ts';
import { secondsFreshUpTo } from './freshness.ts';
import { writeCursor } from './liquidations-cursor.ts';
import { type LiquidationsQuery, rowsOf } from './liquidations-query.ts';
import { findMarket, requireExchange } from './market.ts';

type LiquidationsContext = Context<{
  Bindings: Env;
  Variables: { asked: LiquidationsQuery; query: LiquidationsQuery };
}>;

/** `GET /v1/liquidations`: a page that `cutLiquidations` cuts to what was asked. */
export async function liquidations(c: LiquidationsContext): Promise<Response> {
  const { DB: db, MODE: mode } = c.env;
  const { symbol, exchange, to, cursor, limit } = c.get('query');
  const before = to === undefined ? cursor : ({ time: to, exchange: '', id: '' } as const);
  // Who goes on has begun.
  const spent = symbol === undefined && !cursor ? await requireExchange(db, exchange, rowsOf(limit)) : 0;
  const { events, next, oldest, isKnown } = await readLiquidations(db, {
    symbol,
    exchange,
    before,
    rows: rowsOf(limit) - spent,
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
