import { DAY, MINUTE } from '../../schema/range.ts';
import type { Adapter, Context, PollAsk, Reading } from './adapter.ts';
import { DYDX_REST, dydxContract, dydxMarket } from './dydx-market.ts';
import { listOf, objectOf, oneOf, type Raw, type RawObject, shown, textOf } from './json.ts';
import { closedBy, liquidation, read } from './liquidation.ts';
import { positiveOf, timeOf } from './number.ts';
import { get } from './request.ts';

/**
 * dYdX v4's indexer marks liquidations among its trades: `type` LIQUIDATED, `side` the taker's, which is
 * the liquidation order's. DELEVERAGED trades close positions against each other and are not counted. The
 * answer to a subscription is a snapshot with old liquidations.
 * https://docs.dydx.xyz/indexer-client/websockets
 */

export const dydx: Adapter = {
  exchange: 'dydx',
  access: { cloudflare: 'unknown' },
  limit: {
    budget: 100,
    per: 10_000,
    used: headers => {
      const left = headers.get('ratelimit-remaining');
      const limit = headers.get('ratelimit-limit');
      return left === null || limit === null ? undefined : 1 - Number(left) / Number(limit);
    },
  },
  market: dydxMarket,
  liquidations: {
    completeness: 'full',
    priceKind: 'fill',
    primary: 'feed',
    sharedIdentity: true,
    feeds: [
      {
        name: 'trades',
        urls: ['wss://indexer.dydx.trade/v4/ws'],
        // `batched` merges what one block brought into one message.
        subscribe: instruments =>
          instruments.map(({ instrument }) =>
            JSON.stringify({ type: 'subscribe', channel: 'v4_trades', id: instrument, batched: true }),
          ),
        perInstrument: true,
        pace: 500,
        keepAlive: { every: 30_000, frame: () => JSON.stringify({ type: 'ping' }) },
        silence: 2 * MINUTE,
      },
    ],
    polls: [
      {
        name: 'trades',
        targets: instruments => instruments.map(({ instrument }) => instrument),
        request,
        pageSize: 1_000,
        paging: 'backward',
        lookBack: 60 * DAY,
      },
    ],
    readMessage,
    readAnswer,
    unverified: ['that the socket answers a ping message: whatever it answers shows that it lives'],
  },
};

function request({ target, to }: PollAsk) {
  const market = encodeURIComponent(target);
  const createdBeforeOrAt = new Date(to - 1).toISOString();
  return get(`${DYDX_REST}/trades/perpetualMarket/${market}`, { limit: 1_000, createdBeforeOrAt });
}

function readMessage(text: string, context: Context): Reading {
  return read.message('dydx', text, raw => {
    const message = objectOf(raw, 'dydx message');
    const type = textOf(message.type, 'dydx type');
    if (type === 'error') return read.refusal('dydx', shown(message.message), message);
    if (type === 'connected' || type === 'pong' || type === 'unsubscribed') {
      return read.alive;
    }
    if (message.channel === 'v4_trades') {
      // Batched messages hold a list of contents.
      const contents = Array.isArray(message.contents) ? message.contents : [message.contents ?? null];
      const trades = contents.flatMap(content =>
        listOf(objectOf(content, 'dydx contents').trades, 'dydx contents.trades'),
      );
      const reading = readTrades(trades, message.id, context);
      return type === 'subscribed' ? { ...reading, control: { kind: 'subscribed' } } : reading;
    }
    if (typeof message.channel === 'string') return read.nothing;
    throw new Error(`dydx channel: expected v4_trades, got ${shown(message)}`);
  });
}

function readAnswer(text: string, context: Context): Reading {
  return read.message('dydx', text, raw => {
    const message = objectOf(raw, 'dydx answer');
    if ('channel' in message) return readMessage(text, context);
    if (Array.isArray(message.errors)) return read.refusal('dydx', shown(message.errors), message);
    if (Array.isArray(message.trades)) return readTrades(message.trades, context.asked, context);
    if (['markets', 'candles', 'openInterest', 'iso'].some(key => key in message)) {
      return read.noLiquidations('dydx', message, context);
    }
    throw new Error(`dydx: expected trades, got ${shown(message)}`);
  });
}

function readTrades(trades: readonly Raw[], market: Raw | undefined, context: Context): Reading {
  const reading = read.rows(trades, raw => {
    const trade = objectOf(raw, 'dydx trade');
    if (textOf(trade.type, 'dydx type') !== 'LIQUIDATED') return undefined;
    return readTrade(trade, textOf(market, 'dydx market of the request'), context);
  });
  return { ...reading, page: read.page(trades, 'createdAt') };
}

function readTrade(trade: RawObject, market: string, context: Context) {
  return liquidation('dydx', dydxContract(market), context, {
    side: closedBy(oneOf(trade.side, ['buy', 'sell'], 'dydx side')),
    size: { units: positiveOf(trade.size, 'dydx size') },
    price: positiveOf(trade.price, 'dydx price'),
    priceKind: 'fill',
    time: timeOf(trade.createdAt, 'dydx createdAt'),
    id: textOf(trade.id, 'dydx id'),
  });
}
