import { DAY } from '../../../schema/range.ts';
import { type Listing, linearListing, liquidationOf, numberIn, type Row, type Venue } from '../venue.ts';
import { durationOf } from './steps.ts';

/** dYdX v4's indexer: trades with a type; the answer to a subscription is a snapshot of the latest. */
export const dydx: Venue = {
  exchange: 'dydx',
  hosts: ['indexer.dydx.trade'],
  lookBack: 60 * DAY,
  listings: symbols => symbols.map(symbol => linearListing(symbol, `${symbol}-USD`)),
  publish: event => {
    const { side, sizeText, priceText, time, number } = event;
    const id = `${number.toString(16).padStart(8, '0')}0000000200000001`;
    const row = {
      id,
      side: side === 'long' ? 'SELL' : 'BUY',
      size: sizeText,
      price: priceText,
      type: 'LIQUIDATED',
      createdAt: new Date(time).toISOString(),
      createdAtHeight: `${number}`,
    };
    const told = { row, liquidation: liquidationOf(event, { priceKind: 'fill', id }) };
    return { feed: told, list: told, needed: 'size' };
  },
  open: () => [{ type: 'connected', connection_id: 'simulated', message_id: 0 }],
  receive: (text, session, recent) => {
    const { type, channel, id = '' } = JSON.parse(text) as { type: string; channel?: string; id?: string };
    if (type === 'ping') return [{ type: 'pong', connection_id: 'simulated', message_id: 1 }];
    session.topics.add(id);
    const latest = recent(({ instrument }) => instrument === id, 20);
    const trades = [...latest.map(({ row }) => row), ordinary()];
    return [
      { type: 'subscribed', connection_id: 'simulated', message_id: 1, channel, id, contents: { trades } },
    ];
  },
  push: (rows, { instrument }, session) =>
    session.topics.has(instrument)
      ? {
          type: 'channel_batch_data',
          connection_id: 'simulated',
          message_id: 2,
          id: instrument,
          channel: 'v4_trades',
          version: '2.1.0',
          contents: [{ trades: [ordinary()] }, { trades: rows }],
        }
      : undefined,
  answer: (url, view) => {
    if (url.pathname.endsWith('/perpetualMarkets')) {
      const markets = view.listings.map(listing => ({
        ticker: listing.instrument,
        status: 'ACTIVE',
        openInterest: `${view.openInterestOf(listing)}`,
        initialMarginFraction: '0.02',
        maintenanceMarginFraction: '0.012',
      }));
      return { markets: Object.fromEntries(markets.map(market => [market.ticker, market])) };
    }
    const name = decodeURIComponent(url.pathname.split('/').at(-1) ?? '');
    const listing = view.listings.find(({ instrument }) => instrument === name);
    if (!listing) return { errors: [{ msg: 'ticker must be a valid ticker' }] };
    const timeIn = (parameter: string, otherwise: number) =>
      Date.parse(url.searchParams.get(parameter) ?? new Date(otherwise).toISOString());
    if (url.pathname.includes('/trades/')) {
      const of = ({ instrument }: Listing) => instrument === name;
      const to = timeIn('createdBeforeOrAt', view.now) + 1;
      return {
        trades: view.list({ from: 0, to, of, limit: numberIn(url, 'limit', 1000), newestFirst: true }),
      };
    }
    if (!url.pathname.includes('/candles/')) return undefined;
    const step = durationOf(url.searchParams.get('resolution') ?? '');
    const bars = view.bars(listing, step, timeIn('fromISO', 0), timeIn('toISO', view.now));
    const candles = bars.slice(-numberIn(url, 'limit', 100)).reverse();
    return {
      candles: candles.map(({ time, open, high, low, close, volume, openInterest }) => ({
        startedAt: new Date(time).toISOString(),
        open,
        high,
        low,
        close,
        baseTokenVolume: `${volume}`,
        startingOpenInterest: `${openInterest}`,
      })),
    };
  },
};

const ordinary = (): Row => ({
  id: 'ordinary',
  side: 'BUY',
  size: '1',
  price: '1',
  type: 'LIMIT',
  createdAt: '2025-01-01T00:00:00.000Z',
});
