import type { Venue } from '../../schema/exchange.ts';
import type { Adapter } from './adapter.ts';
import { aster } from './aster.ts';
import { binance } from './binance.ts';
import { bitfinex } from './bitfinex.ts';
import { bitget } from './bitget.ts';
import { bybit } from './bybit.ts';
import { coinex } from './coinex.ts';
import { deribit } from './deribit.ts';
import { dydx } from './dydx.ts';
import { gate } from './gate.ts';
import { htx } from './htx.ts';
import { hyperliquid } from './hyperliquid.ts';
import { kraken } from './kraken.ts';
import { kucoin } from './kucoin.ts';
import { lighter } from './lighter.ts';
import { mexc } from './mexc.ts';
import { okx } from './okx.ts';

/** How each venue is read. */
export const ADAPTERS = {
  binance,
  bybit,
  okx,
  gate,
  htx,
  bitget,
  bitfinex,
  deribit,
  kraken,
  dydx,
  coinex,
  aster,
  lighter,
  hyperliquid,
  kucoin,
  mexc,
} as const satisfies Record<Venue, Adapter>;

/** The adapter of a venue; undefined for one that has none. */
export const adapterOf = (exchange: string): Adapter | undefined =>
  Object.hasOwn(ADAPTERS, exchange) ? ADAPTERS[exchange as Venue] : undefined;
