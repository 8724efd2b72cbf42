import type { Board } from '../../schema/board.ts';
import { EXCHANGES, type Exchange, type ExchangeSet } from '../../schema/exchange.ts';
import { readBoard } from '../store/board.ts';
import { summedExchanges } from '../store/read-tracks.ts';
import { oneOf } from './parameter.ts';
import { parameterProblem } from './problem.ts';

/** `all` is the sum over the venues. */
export const exchangeParameter = oneOf<ExchangeSet, ExchangeSet>(['all', ...EXCHANGES], 'all', {
  description: 'One exchange, or the sum over all. `aggregate` (a recorded sum) is in `all` only by itself.',
  example: 'all',
});

/** What is asked about: a symbol, and the exchanges whose candles make up the exchange set. */
export type Market = { symbol: string; exchange: ExchangeSet; exchanges: Exchange[] };

/** What is known of an exchange of a symbol, as far as it is asked for. */
type Known = { exchange: Exchange; last?: unknown; reports?: true };

/** Liquidations alone are something where it is set; they are shown over the candles of the others. */
type Wanted = { liquidations?: boolean };

/** For a minute a symbol that does not exist is refused without asking for it again. */
const UNKNOWN = { 'Cache-Control': 'public, max-age=60' };
/** Most symbols an error lists. */
const MAX_LISTED = 50;

/**
 * Finds the market on the board, or throws a problem that lists what there is: 400 where no symbol is given, 404 where there
 * is no such symbol, or nothing of it from that exchange.
 */
export async function findMarket(
  db: D1Database,
  { symbol, exchange }: { symbol: string | undefined; exchange: ExchangeSet },
  wanted: Wanted = {},
): Promise<Market> {
  const board = await readBoard(db);
  if (symbol === undefined) throw parameterProblem(400, 'symbol', listedSymbols(board), undefined);
  const found = board.symbols.find(one => one.symbol === symbol && one.tracks.some(track => track.last));
  if (!found) throw parameterProblem(404, 'symbol', listedSymbols(board), symbol, UNKNOWN);
  return marketOf(symbol, found.tracks, exchange, wanted);
}

/** The market of a symbol of which this is known, or a 404 that lists its exchanges. */
export function marketOf(
  symbol: string,
  known: readonly Known[],
  exchange: ExchangeSet,
  { liquidations = false }: Wanted = {},
): Market {
  const inOrder = known.toSorted((a, b) => (a.exchange < b.exchange ? -1 : 1));
  const stored = inOrder.filter(({ last }) => last).map(track => track.exchange);
  if (exchange === 'all') return { symbol, exchange, exchanges: summedExchanges(stored) };
  if (stored.includes(exchange)) return { symbol, exchange, exchanges: [exchange] };
  const reporting = inOrder.filter(({ reports }) => liquidations && reports).map(track => track.exchange);
  if (reporting.includes(exchange)) return { symbol, exchange, exchanges: summedExchanges(stored) };
  const names = EXCHANGES.filter(one => stored.includes(one) || reporting.includes(one));
  throw parameterProblem(404, 'exchange', `one of all, ${names.join(', ')} for ${symbol}`, exchange);
}

/** The symbols there are, as an error says what was expected. */
function listedSymbols({ symbols }: Board): string {
  const names = symbols.filter(({ tracks }) => tracks.some(({ last }) => last)).map(({ symbol }) => symbol);
  if (names.length === 0) return 'a symbol with data; none is stored yet';
  const more = names.length > MAX_LISTED ? ' and more (see /v1/symbols)' : '';
  return `one of ${names.slice(0, MAX_LISTED).join(', ')}${more}`;
}

/**
 * An exchange that is asked about by itself must have something of some symbol, else this throws a problem that lists those
 * that have.
 */
export async function requireExchange(db: D1Database, exchange: ExchangeSet): Promise<void> {
  if (exchange === 'all') return;
  const { symbols } = await readBoard(db);
  const known = new Set(
    symbols.flatMap(({ tracks }) =>
      tracks.filter(({ last, reports }) => last || reports).map(t => t.exchange),
    ),
  );
  if (known.has(exchange)) return;
  const names = ['all', ...EXCHANGES.filter(one => known.has(one))];
  throw parameterProblem(404, 'exchange', `one of ${names.join(', ')}`, exchange);
}
