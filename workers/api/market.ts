import { EXCHANGES, type Exchange, type ExchangeSet } from '../../schema/exchange.ts';
import { exchangesOf, readTracks, summedExchanges } from '../store/read-tracks.ts';
import { reportingExchanges } from '../store/reporting-exchanges.ts';
import { parameterProblem } from './problem.ts';
import { oneOf } from './query.ts';

/** `all` is the sum over the venues. */
export const exchangeParameter = oneOf<ExchangeSet, ExchangeSet>(['all', ...EXCHANGES], 'all');

/** What is asked about: a symbol, and the exchanges whose candles make up the exchange set. */
export type Market = { symbol: string; exchange: ExchangeSet; exchanges: Exchange[] };

/** Most symbols an error lists. */
const MAX_LISTED = 50;

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
  if (stored.length === 0) throw parameterProblem(404, 'symbol', await knownSymbols(db), symbol);
  if (exchange === 'all') return { symbol, exchange, exchanges: summedExchanges(stored) };
  if (stored.includes(exchange)) return { symbol, exchange, exchanges: [exchange] };
  const reporting = liquidations ? await reportingExchanges(db, [symbol]) : [];
  if (reporting.includes(exchange)) return { symbol, exchange, exchanges: summedExchanges(stored) };
  const known = EXCHANGES.filter(one => stored.includes(one) || reporting.includes(one));
  throw parameterProblem(404, 'exchange', `one of all, ${known.join(', ')} for ${symbol}`, exchange);
}

/**
 * What is asked of liquidations must be of something: as `findMarket` has it where there is a symbol, else anything of
 * the exchange. Throws a problem that lists what there is.
 */
export async function requireLiquidations(
  db: D1Database,
  { symbol, exchange }: { symbol: string | undefined; exchange: ExchangeSet },
): Promise<void> {
  if (symbol !== undefined) await findMarket(db, { symbol, exchange }, { liquidations: true });
  if (symbol !== undefined || exchange === 'all') return;
  const tracks = await readTracks(db);
  if (tracks.some(track => track.exchange === exchange)) return;
  const reporting = await reportingExchanges(db, [...new Set(tracks.map(track => track.symbol))]);
  if (reporting.includes(exchange)) return;
  const known = EXCHANGES.filter(
    one => tracks.some(track => track.exchange === one) || reporting.includes(one),
  );
  throw parameterProblem(404, 'exchange', `one of ${['all', ...known].join(', ')}`, exchange);
}

async function knownSymbols(db: D1Database): Promise<string> {
  const symbols = [...new Set((await readTracks(db)).map(track => track.symbol))];
  if (symbols.length === 0) return 'a symbol with data; none is stored yet';
  const more =
    symbols.length > MAX_LISTED ? ` and ${symbols.length - MAX_LISTED} more (see /v1/symbols)` : '';
  return `one of ${symbols.slice(0, MAX_LISTED).join(', ')}${more}`;
}
