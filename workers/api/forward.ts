import type { ExchangeSet } from '../../schema/exchange.ts';
import type { Env } from '../env.ts';
import { DatabaseFailure } from '../store/retried-reads.ts';
import type { MadeAnswer } from './answer-inside.ts';
import { findMarket } from './market.ts';

/** The object of a symbol, as the Worker asks it. */
type Answering = {
  answer(symbol: string, path: string, settings: Pick<Env, 'MODE' | 'PUBLIC_ORIGIN'>): Promise<MadeAnswer>;
};

/**
 * Has the object of a symbol make an answer. It is asked for a symbol on the board only: no stranger's word makes an object.
 * Throws a problem where there is no such market, `DatabaseFailure` where the object does not answer, asked twice.
 */
export async function forward(
  { env, path }: { env: Env; path: `/${string}` },
  asked: { symbol: string | undefined; exchange: ExchangeSet },
  wanted: { liquidations?: boolean } = {},
): Promise<Response> {
  const { symbol } = await findMarket(env.DB, asked, wanted);
  const { MODE, PUBLIC_ORIGIN } = env;
  const settings = { MODE, ...(PUBLIC_ORIGIN !== undefined && { PUBLIC_ORIGIN }) };
  const made = await twice(() => objectOf(env, symbol).answer(symbol, path, settings));
  if ('failed' in made) throw new Error(`${path}: ${made.failed}`);
  return new Response(made.body, { status: made.status, headers: [...made.headers] });
}

/** A stub that has failed may be of no use any more: each attempt has its own. */
const objectOf = (env: Env, symbol: string): Answering =>
  env.SYMBOL_OBJECTS.getByName(symbol) as unknown as Answering;

/** An object is restarted with every deployment, and moved: then it is there again at once. */
async function twice<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    console.warn('an object failed and is asked again', error);
  }
  try {
    return await ask();
  } catch (cause) {
    throw new DatabaseFailure('the object of a symbol did not answer, twice', { cause });
  }
}
