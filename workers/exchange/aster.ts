import type { Adapter } from './adapter.ts';
import { binanceMarket } from './binance-market.ts';
import { namedContract } from './contract.ts';
import { FORCE_ORDER_LIMIT, type ForceOrderVenue, forceOrderSource } from './force-order.ts';

/** Aster speaks Binance's USD-M dialect, without its /market route. https://github.com/asterdex/api-docs */
const VENUE: ForceOrderVenue = {
  exchange: 'aster',
  contract: instrument =>
    namedContract('aster', instrument, `aster ${instrument}: expected a symbol that ends in its quote`),
};

export const aster: Adapter = {
  exchange: 'aster',
  access: { cloudflare: 'unknown' },
  limit: FORCE_ORDER_LIMIT,
  market: binanceMarket({
    exchange: 'aster',
    linear: 'https://fapi.asterdex.com/fapi/v3',
    brackets: 'https://www.asterdex.com/bapi/futures/v1/friendly/future/common/brackets',
    contract: VENUE.contract,
  }),
  // The latest order of each symbol and second.
  liquidations: forceOrderSource(VENUE, [
    { name: 'linear', urls: ['wss://fstream.asterdex.com/ws/!forceOrder@arr'] },
  ]),
};
