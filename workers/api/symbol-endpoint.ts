import type { Context, MiddlewareHandler } from 'hono';
import type { ExchangeSet } from '../../schema/exchange.ts';
import { edgeCache, type Keeping } from './edge-cache.ts';
import type { About, Asked, Endpoint } from './endpoint.ts';
import { forward } from './forward.ts';
import type { Inside } from './inside.ts';
import type { Parameters, Query } from './parameter.ts';
import { query, type Reading } from './query.ts';

/** What a handler inside of a symbol's object is given. */
export type AskedInside<P extends Parameters> = {
  Bindings: Inside;
  Variables: { query: Query<P> };
};

/**
 * A path of the API whose answers are of one symbol: the Worker reads the question, finds the symbol on the board and gives
 * what the edge keeps; `answer` makes what it does not keep, in the object that has the symbol's record. Where
 * `liquidations` is set, an exchange that has nothing else is one as well.
 */
export function symbolEndpoint<const P extends Parameters>({
  answer,
  before = [],
  settle,
  unknown,
  cut,
  liquidations = false,
  ...about
}: About &
  Reading<P> &
  Keeping<Asked<P>> & {
    parameters: P;
    answer: (c: Context<AskedInside<P>>) => Promise<Response>;
    before?: readonly MiddlewareHandler[];
    liquidations?: boolean;
  }): Endpoint {
  const reading = { ...(settle && { settle }), ...(unknown && { unknown }) };
  const ask = (c: Context<Asked<P>>) => {
    const { symbol, exchange = 'all' } = c.get('query') as { symbol?: string; exchange?: ExchangeSet };
    return forward({ env: c.env, path: c.get('canonicalPath') }, { symbol, exchange }, { liquidations });
  };
  return {
    ...about,
    handlers: [...before, query(about.parameters, reading), edgeCache(ask, cut && { cut })],
    inside: [query(about.parameters, reading), answer as unknown as MiddlewareHandler],
  };
}
