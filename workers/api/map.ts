import type { Context } from 'hono';
import type { LiquidationMap } from '../../schema/wire.ts';
import type { Env } from '../env.ts';
import { readNewestColumn } from '../store/heatmap-tiles.ts';
import { lastClose, lastPrice, readLastCandles } from '../store/read-last-candles.ts';
import { answerResponse, jsonAnswer } from './answer.ts';
import { isStale, secondsFresh } from './freshness.ts';
import { isCaughtUp } from './grid.ts';
import { exchangeParameter, findMarket } from './market.ts';
import { parameterProblem } from './problem.ts';
import { type Query, symbolParameter } from './query.ts';
import { standingNow } from './standing-now.ts';

export const mapParameters = { symbol: symbolParameter, exchange: exchangeParameter };

type MapContext = Context<{ Bindings: Env; Variables: { query: Query<typeof mapParameters> } }>;

/** `GET /v1/map`. */
export async function map(c: MapContext): Promise<Response> {
  const { DB: db, MODE: mode } = c.env;
  const now = Date.now();
  const { symbol, exchange, exchanges } = await findMarket(db, c.get('query'));
  const tracks = exchanges.map(one => ({ symbol, exchange: one }));
  const [candles, newest] = await Promise.all([
    readLastCandles(db, tracks),
    readNewestColumn(db, { symbol, exchange }),
  ]);
  const close = lastClose(candles);
  const price = lastPrice(candles);
  if (!close || price === undefined || !newest)
    throw parameterProblem(404, 'symbol', 'a symbol whose positions the model has begun to follow', symbol);
  const answer: LiquidationMap = {
    symbol,
    exchange,
    unit: 'usd',
    generatedAt: close.end,
    mode,
    stale: isStale(mode, now, close),
    lastPrice: price,
    time: newest.time + newest.resolution,
    ...standingNow(newest.column, price),
  };
  return answerResponse(jsonAnswer(answer, secondsFresh(mode, now, isCaughtUp(newest, close.end))));
}
