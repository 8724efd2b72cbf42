import { venueContract } from '../../schema/venue-contract.ts';
import type { Adapter } from './adapter.ts';
import { binanceMarket } from './binance-market.ts';
import type { Contract } from './contract.ts';
import { FORCE_ORDER_LIMIT, type ForceOrderVenue, forceOrderSource } from './force-order.ts';

/**
 * USD-M: `BTCUSDT`, `BTCUSDT_260327`, base units of a contract quoted in dollars. COIN-M carries an underscore and its
 * events the pair (`BTCUSD_PERP`, `BTCUSD_260327`): 100 USD of BTC, 10 USD of any other coin a contract (dapi
 * exchangeInfo, contractSize). Quarterlies in BUSD looked alike, but belonged to USD-M, whose events have no pair.
 */
export function binanceContract(instrument: string, pair: string | undefined): Contract {
  const named = venueContract('binance', instrument, pair !== undefined);
  if (!named) throw new Error(`binance ${instrument}: expected a symbol that ends in its quote`);
  const { symbol, scale, quote, kind } = named;
  const contract = { instrument, symbol, scale, quote, kind };
  return kind === 'linear' ? contract : { ...contract, unit: symbol === 'BTC' ? 100 : 10 };
}

/**
 * Binance USD-M (fapi) and COIN-M (dapi).
 * Since 2026-04-23 forceOrder is served under /market only: a connection without that route opens and stays
 * silent. There is no market-wide REST source of liquidations.
 * https://developers.binance.com/docs/derivatives
 */
const VENUE: ForceOrderVenue = { exchange: 'binance', contract: binanceContract };

export const binance: Adapter = {
  exchange: 'binance',
  // 403 or 451 on REST and WebSocket alike from Workers and Durable Objects, wherever placed.
  access: { cloudflare: 'refused' },
  limit: FORCE_ORDER_LIMIT,
  market: binanceMarket({
    exchange: 'binance',
    linear: 'https://fapi.binance.com/fapi/v1',
    inverse: 'https://dapi.binance.com/dapi/v1',
    statistics: {
      linear: 'https://fapi.binance.com/futures/data',
      inverse: 'https://dapi.binance.com/futures/data',
    },
    brackets: 'https://www.binance.com/bapi/futures/v1/friendly/future/common/brackets',
    contract: binanceContract,
  }),
  liquidations: {
    // The largest order of each symbol and second.
    ...forceOrderSource(VENUE, [
      { name: 'usd-m', urls: ['wss://fstream.binance.com/market/ws/!forceOrder@arr'] },
      { name: 'coin-m', urls: ['wss://dstream.binance.com/ws/!forceOrder@arr'] },
    ]),
    unverified: [
      'COIN-M contract sizes of 100 USD (BTC) and 10 USD (others) where no instrument list is given',
    ],
  },
};
