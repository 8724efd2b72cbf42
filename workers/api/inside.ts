import type { Exchange, ExchangeSet } from '../../schema/exchange.ts';
import type { Mode } from '../../schema/market.ts';
import type { LastCandle } from '../store/read-last-candles.ts';
import { candleExchanges, type Head, readHead } from '../symbol/head.ts';
import type { Own } from '../symbol/own.ts';
import { type Market, marketOf } from './market.ts';
import type { ModelProgress } from './model-lag.ts';

/** What the object of a symbol answers from: its own record, and how the deployment is set up. */
export type Inside = {
  OWN: Own;
  SYMBOL: string;
  MODE: Mode;
  PUBLIC_ORIGIN?: string;
};

/** The market of an exchange set of this symbol, with how far the record has come; or a 404 that lists its exchanges. */
export function marketInside(
  { OWN, SYMBOL }: Inside,
  exchange: ExchangeSet,
  wanted: { liquidations?: boolean } = {},
): { market: Market; head: Head } {
  const head = readHead(OWN, SYMBOL);
  const known = Object.entries(head.exchanges).map(([name, one]) => ({ ...one, exchange: name as Exchange }));
  return { market: marketOf(SYMBOL, known, exchange, wanted), head };
}

/** The newest candle of each of some exchanges; one without candles is absent. */
export const lastCandlesIn = (head: Head, exchanges = candleExchanges(head)): LastCandle[] =>
  exchanges.flatMap(exchange => {
    const last = head.exchanges[exchange]?.last;
    return last ? [{ symbol: head.symbol, exchange, ...last }] : [];
  });

/** How far the model has come with each exchange that it follows. */
export const progressIn = ({ symbol, exchanges }: Head): ModelProgress[] =>
  Object.entries(exchanges).flatMap(([exchange, { model }]) =>
    model ? [{ symbol, exchange: exchange as Exchange, ...model }] : [],
  );
