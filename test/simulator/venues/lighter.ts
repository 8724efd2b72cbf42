import { linearListing, liquidationOf, type Row, type Venue } from '../venue.ts';

/** Lighter: markets are numbers; a snapshot with old liquidations answers a subscription. */
export const lighter: Venue = {
  exchange: 'lighter',
  hosts: ['mainnet.zklighter.elliot.ai'],
  lookBack: 0,
  listings: symbols => symbols.map((symbol, index) => linearListing(symbol, `${index + 40}`)),
  publish: event => {
    const { listing, side, sizeText, priceText, time, number } = event;
    const id = `${18_000_000_000 + number}`;
    const row = {
      trade_id: Number(id),
      trade_id_str: id,
      type: 'liquidation',
      market_id: Number(listing.instrument),
      size: sizeText,
      price: priceText,
      is_maker_ask: side === 'short',
      timestamp: time,
      taker_position_size_before: side === 'short' ? `-${sizeText}` : sizeText,
      transaction_time: time * 1000 + 7,
    };
    return {
      feed: { row, liquidation: liquidationOf(event, { priceKind: 'fill', id }) },
      needed: 'is_maker_ask',
    };
  },
  open: () => [{ type: 'connected', session_id: 'simulated' }],
  receive: (text, session, recent) => {
    const { type, channel = '' } = JSON.parse(text) as { type: string; channel?: string };
    if (type === 'ping') return [{ type: 'pong' }];
    if (type === 'pong') return [];
    const market = channel.split('/')[1] ?? '';
    session.topics.add(market);
    const latest = recent(({ instrument }) => instrument === market, 5);
    return [
      messageOf(
        'subscribed/trade',
        market,
        latest.map(({ row }) => row),
      ),
    ];
  },
  push: (rows, { instrument }, session) =>
    session.topics.has(instrument) ? messageOf('update/trade', instrument, rows) : undefined,
  heartbeat: { every: 60_000, message: () => ({ type: 'ping' }) },
  answer: (url, view) =>
    url.pathname.endsWith('/orderBooks')
      ? {
          code: 200,
          order_books: view.listings.map(({ symbol, instrument }) => ({
            symbol,
            market_id: Number(instrument),
            status: 'active',
          })),
        }
      : undefined,
};

/** Ordinary trades stand beside the liquidations. */
const messageOf = (type: string, market: string, rows: readonly Row[]) => ({
  type,
  channel: `trade:${market}`,
  nonce: 1,
  trades: [{ trade_id_str: 'ordinary', type: 'trade', market_id: Number(market) }],
  liquidation_trades: rows,
});
