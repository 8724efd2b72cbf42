import type { Exchange } from '../../schema/exchange.ts';
import { liquidationBars } from '../../schema/tables.ts';
import { exchangesIn } from './read-tracks.ts';

/** The exchanges that have liquidation bars of a symbol, in alphabetical order, with a row read for each. */
export const reportingExchanges = (db: D1Database, symbol: string): Promise<Exchange[]> =>
  exchangesIn(db, liquidationBars, symbol);
