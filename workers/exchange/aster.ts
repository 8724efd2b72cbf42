import { DAY, MINUTE } from '../../schema/range.ts';
import type { Adapter } from './adapter.ts';
import { binanceMarket } from './binance-market.ts';
import { namedContract } from './contract.ts';
import {
  type ForceOrderVenue,
  listSubscriptions,
  readForceOrderAnswer,
  readForceOrders,
  subscribeAll,
} from './force-order.ts';

/** Aster speaks Binance's USD-M dialect, without its /market route. https://github.com/asterdex/api-docs */
const VENUE: ForceOrderVenue = {
  exchange: 'aster',
  contract: instrument =>
    namedContract('aster', instrument, `aster ${instrument}: expected a symbol that ends in its quote`),
};

export const aster: Adapter = {
  exchange: 'aster',
  access: { cloudflare: 'unknown' },
  limit: {
    budget: 2400,
    per: MINUTE,
    used: headers => {
      const used = headers.get('x-mbx-used-weight-1m');
      return used === null ? undefined : Number(used) / 2400;
    },
  },
  market: binanceMarket({
    exchange: 'aster',
    linear: 'https://fapi.asterdex.com/fapi/v3',
    brackets: 'https://www.asterdex.com/bapi/futures/v1/friendly/future/common/brackets',
    contract: VENUE.contract,
  }),
  liquidations: {
    // The latest order of each symbol and second.
    completeness: 'throttled',
    priceKind: 'fill',
    primary: 'feed',
    sharedIdentity: false,
    feeds: [
      {
        name: 'linear',
        urls: ['wss://fstream.asterdex.com/ws/!forceOrder@arr'],
        subscribe: subscribeAll,
        perInstrument: false,
        pace: 200,
        // A few events an hour: only the answer to this tells silence from death.
        keepAlive: { every: 3 * MINUTE, frame: listSubscriptions },
        silence: 4 * MINUTE,
        lifetime: DAY,
      },
    ],
    polls: [],
    readMessage: (text, context) => readForceOrders(VENUE, text, context),
    readAnswer: (text, context) => readForceOrderAnswer(VENUE, text, context),
  },
};
