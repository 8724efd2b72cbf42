import { DAY } from '../../../schema/range.ts';
import { type Listing, linearListing, liquidationOf, numberIn, type Row, type Venue } from '../venue.ts';
import { durationOf } from './steps.ts';

/**
 * Kraken Futures: trades with a type; a snapshot of the latest for whoever subscribes; executions by
 * cursor.
 */
export const kraken: Venue = {
  exchange: 'kraken',
  hosts: ['futures.kraken.com'],
  lookBack: 30 * DAY,
  listings: symbols =>
    symbols
      .map(symbol => coinOf(symbol))
      .flatMap(([symbol, base]) => [
        linearListing(symbol, `PF_${base}USD`),
        { symbol, instrument: `PI_${base}USD`, kind: 'inverse' as const, unit: 1, lot: 1, decimals: 2 },
      ]),
  publish: event => {
    const { listing, side, size, sizeText, priceText, time, number } = event;
    const uid = `00000000-0000-4000-8000-${`${number}`.padStart(12, '0')}`;
    const order = side === 'long' ? 'sell' : 'buy';
    const liquidation = liquidationOf(event, { priceKind: 'fill', id: uid });
    return {
      feed: {
        liquidation,
        row: {
          feed: 'trade',
          product_id: listing.instrument,
          uid,
          side: order,
          type: 'liquidation',
          seq: number,
          time,
          qty: size,
          price: Number(priceText),
        },
      },
      list: {
        liquidation,
        row: {
          timestamp: `${time}`,
          price: priceText,
          quantity: sizeText,
          markPrice: priceText,
          limitFilled: false,
          uid,
          makerOrder: {
            tradeable: listing.instrument,
            direction: side === 'long' ? 'Buy' : 'Sell',
            orderType: 'Post',
          },
          takerOrder: {
            tradeable: listing.instrument,
            direction: side === 'long' ? 'Sell' : 'Buy',
            orderType: number % 3 === 0 ? 'PartialLiquidation' : 'Liquidation',
          },
        },
      },
      needed: 'uid',
    };
  },
  open: () => [{ event: 'info', version: 1 }],
  receive: (text, session, recent) => {
    const {
      event,
      feed,
      product_ids: products = [],
    } = JSON.parse(text) as { event: string; feed: string; product_ids?: string[] };
    if (event !== 'subscribe') return [{ event: 'error', message: 'Bad request' }];
    if (feed === 'heartbeat') return [{ event: 'subscribed', feed }];
    return products.flatMap(product => {
      session.topics.add(product);
      const latest = recent(({ instrument }) => instrument === product, 10);
      const trades = latest.map(({ row }) => row);
      return [
        { event: 'subscribed', feed, product_ids: [product] },
        { feed: 'trade_snapshot', product_id: product, trades: [...trades, ordinary(product, 0)] },
      ];
    });
  },
  // One message a trade.
  push: ([row], { instrument }, session) => (session.topics.has(instrument) ? row : undefined),
  heartbeat: { every: 10_000, message: now => ({ feed: 'heartbeat', time: now }) },
  answer: (url, view) => {
    const ok = (parts: object) => ({
      result: 'success',
      ...parts,
      serverTime: new Date(view.now).toISOString(),
    });
    if (url.pathname.endsWith('/instruments')) {
      const levels = [{ contracts: 0, initialMargin: 0.02, maintenanceMargin: 0.01 }];
      return ok({
        instruments: view.listings.map(({ instrument }) => ({
          symbol: instrument,
          tradeable: true,
          marginLevels: levels,
        })),
      });
    }
    if (url.pathname.endsWith('/tickers')) {
      const tickers = view.listings.map(listing => {
        const price = view.priceOf(listing);
        const coins = view.openInterestOf(listing);
        return {
          symbol: listing.instrument,
          openInterest: listing.kind === 'linear' ? coins : coins * price,
          markPrice: price,
        };
      });
      return ok({ tickers });
    }
    const [kind, name, rest] =
      /(market|trade|analytics)\/([^/]+)\/([^/]+)$/.exec(url.pathname)?.slice(1) ?? [];
    const listing = view.listings.find(({ instrument }) => instrument === name);
    if (!listing) return { result: 'error', error: 'Unknown product' };
    if (kind === 'market') {
      const limit = numberIn(url, 'count', 1000);
      const of = ({ instrument }: Listing) => instrument === name;
      const skip = numberIn(url, 'continuation_token', 0);
      const found = view.list({
        from: Math.max(skip, numberIn(url, 'since', 0)),
        to: numberIn(url, 'before', view.now),
        of,
        limit,
      });
      const elements = found.map(row => ({
        uid: row.uid,
        timestamp: row.timestamp,
        event: { Execution: { execution: row } },
      }));
      const last = found.at(-1)?.timestamp as string | undefined;
      return { elements, len: elements.length, ...(found.length === limit && { continuationToken: last }) };
    }
    const step = kind === 'trade' ? durationOf(rest ?? '') : numberIn(url, 'interval', 300) * 1000;
    const from = numberIn(url, 'from', numberIn(url, 'since', 0)) * 1000;
    const bars = view.bars(listing, step, from, numberIn(url, 'to', view.now / 1000) * 1000 + 1);
    const units = (coins: number, price: number) => (listing.kind === 'linear' ? coins : coins * price);
    if (kind === 'trade') {
      const candles = bars.map(({ time, open, high, low, close, volume }) => ({
        time,
        open,
        high,
        low,
        close,
        volume: `${units(volume, Number(close))}`,
      }));
      return { candles, more_candles: false };
    }
    const data = bars.map(({ openInterest, close }) => `${units(openInterest, Number(close))}`);
    return { result: { timestamp: bars.map(({ time }) => time / 1000), data, more: false }, errors: [] };
  },
};

const coinOf = (symbol: string): [string, string] => [symbol, symbol === 'BTC' ? 'XBT' : symbol];

const ordinary = (product: string, time: number): Row => ({
  feed: 'trade',
  product_id: product,
  uid: 'ordinary',
  side: 'buy',
  type: 'fill',
  seq: 1,
  time,
  qty: 1,
  price: 1,
});
