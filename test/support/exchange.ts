import type { Exchange } from '../../schema/exchange.ts';
import type { Instrument } from '../../schema/market.ts';
import type { Context, LiquidationSource, Reading } from '../../workers/exchange/adapter.ts';
import { adapterOf } from '../../workers/exchange/index.ts';
import type { MarketData, SeriesAsk } from '../../workers/exchange/market-data.ts';

/** The liquidations of a venue, to be read as its messages would be. */
export function sourceOf(exchange: string): LiquidationSource {
  const source = adapterOf(exchange)?.liquidations;
  if (!source)
    throw new Error(`${exchange}: expected an adapter with liquidations in workers/exchange/index.ts`);
  return source;
}

export const reader =
  (exchange: string) =>
  (message: unknown, context: Context = {}): Reading =>
    sourceOf(exchange).readMessage(asText(message), context);

export const answerReader =
  (exchange: string) =>
  (message: unknown, context: Context = {}): Reading =>
    sourceOf(exchange).readAnswer(asText(message), context);

/** Text stands for itself, so that a fixture can hold numbers as a venue writes them. */
const asText = (message: unknown): string =>
  typeof message === 'string' ? message : JSON.stringify(message);

/** The market data of a venue. */
export function marketOf(exchange: string): MarketData {
  const market = adapterOf(exchange)?.market;
  if (!market)
    throw new Error(`${exchange}: expected an adapter with market data in workers/exchange/index.ts`);
  return market;
}

export function instrumentOf(
  exchange: Exchange,
  instrument: string,
  symbol: string,
  changes: Partial<Instrument> = {},
): Instrument {
  return { exchange, instrument, symbol, quote: 'USDT', kind: 'linear', contractSize: 1, ...changes };
}

/** An hour of five-minute steps from 2025-10-10 21:00 UTC. */
export function anHour(instrument: Instrument, changes: Partial<SeriesAsk> = {}): SeriesAsk {
  return { instrument, step: 300_000, from: 1760130000000, to: 1760133600000, ...changes };
}
