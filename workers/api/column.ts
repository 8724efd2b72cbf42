import type { Context } from 'hono';
import type { Env } from '../env.ts';
import { readColumnText, storedResolutions } from '../store/heatmap-tiles.ts';
import { answerResponse } from './answer.ts';
import { findMarket } from './market.ts';
import { parameterProblem } from './problem.ts';
import { type Query, symbolParameter, timeParameter } from './query.ts';

/** A column that was published never changes. */
const FRESH_SECONDS = 86_400;

export const columnParameters = { symbol: symbolParameter, time: timeParameter };

type ColumnContext = Context<{ Bindings: Env; Variables: { query: Query<typeof columnParameters> } }>;

/**
 * `GET /v1/column`: a column of all exchanges in its finest width exactly as it was published, so that anybody can
 * hold it against the digest in the ledger. Its text is explained in `store/tile-columns.ts`.
 */
export async function column(c: ColumnContext): Promise<Response> {
  const { DB: db } = c.env;
  const { symbol: asked, time } = c.get('query');
  const { symbol } = await findMarket(db, { symbol: asked, exchange: 'all' });
  if (time === undefined) throw parameterProblem(400, 'time', timeParameter.expected, undefined);
  const [resolution] = await storedResolutions(db, { symbol, exchange: 'all' });
  const text =
    resolution === undefined
      ? undefined
      : await readColumnText(db, { symbol, exchange: 'all', resolution, time });
  if (text === undefined)
    throw parameterProblem(404, 'time', 'the opening time of a column that is stored', String(time));
  return answerResponse({ body: text, type: 'text/plain; charset=utf-8', fresh: FRESH_SECONDS });
}
