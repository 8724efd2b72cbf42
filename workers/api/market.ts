import { EXCHANGES, type Exchange, type ExchangeSet } from '../../schema/exchange.ts';
import { exchangesOf, hasExchange, readSymbolNames, summedExchanges } from '../store/read-tracks.ts';
import { reportingExchanges } from '../store/reporting-exchanges.ts';
import { knownSymbols } from './known-symbols.ts';
import { oneOf } from './parameter.ts';
import { parameterProblem } from './problem.ts';

/** `all` is the sum over the venues. */
export const exchangeParameter = oneOf<ExchangeSet, ExchangeSet>(['all', ...EXCHANGES], 'all', {
  description: 'One exchange, or the sum over all. `aggregate` (a recorded sum) is in `all` only by itself.',
  example: 'all',
});

/** What is asked about: a symbol, and the exchanges whose candles make up the exchange set. */
export type Market = { symbol: string; exchange: ExchangeSet; exchanges: Exchange[] };

/** For a minute a symbol that does not exist is refused without asking for it again. */
const UNKNOWN = { 'Cache-Control': 'public, max-age=60' };

/**
 * Finds the market, or throws a problem that lists what there is: 400 where no symbol is given, 404 where there is no
 * such symbol, or nothing of it from that exchange. Liquidations alone are something where `liquidations` is set;
 * they are shown over the candles of the others.
 */
export async function findMarket(
  db: D1Database,
  { symbol, exchange }: { symbol: string | undefined; exchange: ExchangeSet },
  { liquidations = false } = {},
): Promise<Market> {
  if (symbol === undefined) throw parameterProblem(400, 'symbol', await knownSymbols(db), undefined);
  const stored = await exchangesOf(db, symbol);
  if (stored.length === 0)
    throw parameterProblem(404, 'symbol', await knownSymbols(db, symbol), symbol, UNKNOWN);
  if (exchange === 'all') return { symbol, exchange, exchanges: summedExchanges(stored) };
  if (stored.includes(exchange)) return { symbol, exchange, exchanges: [exchange] };
  const reporting = liquidations ? await reportingExchanges(db, symbol) : [];
  if (reporting.includes(exchange)) return { symbol, exchange, exchanges: summedExchanges(stored) };
  const known = EXCHANGES.filter(one => stored.includes(one) || reporting.includes(one));
  throw parameterProblem(404, 'exchange', `one of all, ${known.join(', ')} for ${symbol}`, exchange);
}

/** Most symbols that are looked through for an exchange. */
const MOST_SYMBOLS = 12;

/**
 * An exchange that is asked about by itself must have something of some symbol, else this throws a problem that lists those
 * that have, as far as that can be read. Says how many rows it has read at most; `rows` is how many it may.
 */
export async function requireExchange(db: D1Database, exchange: ExchangeSet, rows: number): Promise<number> {
  if (exchange === 'all') return 0;
  const symbols = await readSymbolNames(db, MOST_SYMBOLS + 1);
  let read = 3 * (symbols.length + 1);
  if (symbols.length > MOST_SYMBOLS) return read;
  read += 2 * symbols.length;
  if (await hasExchange(db, exchange, symbols)) return read;
  const all = 2 * EXCHANGES.length * symbols.length;
  const known = new Set<Exchange>();
  for (const symbol of read + all <= rows ? symbols : []) {
    for (const one of await exchangesOf(db, symbol)) known.add(one);
    for (const one of await reportingExchanges(db, symbol)) known.add(one);
  }
  const names =
    known.size > 0 ? ['all', ...EXCHANGES.filter(one => known.has(one))] : ['all', 'those of /v1/symbols'];
  throw parameterProblem(404, 'exchange', `one of ${names.join(', ')}`, exchange);
}
