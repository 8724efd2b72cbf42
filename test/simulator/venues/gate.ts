import { DAY } from '../../../schema/range.ts';
import { linearListing, liquidationOf, numberIn, type Venue } from '../venue.ts';
import { durationOf } from './steps.ts';

/** Gate: lists all contracts together, an hour at most, in whole seconds; the feed has ids of its own. */
export const gate: Venue = {
  exchange: 'gate',
  hosts: ['fx-ws.gateio.ws', 'api.gateio.ws'],
  lookBack: DAY,
  listings: symbols =>
    symbols.map(symbol => linearListing(symbol, `${symbol}_USDT`, { unit: 0.001, lot: 1, decimals: 1 })),
  publish: event => {
    const { listing, side, sizeText, priceText, time } = event;
    const [second, position] = [
      Math.floor(time / 1000),
      side === 'long' ? Number(sizeText) : -Number(sizeText),
    ];
    const limit = (Number(priceText) * (side === 'long' ? 0.995 : 1.005)).toFixed(listing.decimals);
    const id = [listing.instrument, second, position, limit, priceText, 0, 0].join('|');
    return {
      feed: {
        row: { price: limit, size: `${-position}`, time, contract: listing.instrument },
        liquidation: liquidationOf(
          { ...event, priceText: limit },
          { priceKind: 'bankruptcy', id: [listing.instrument, time, -position, limit, 0].join('|') },
        ),
      },
      list: {
        // Seconds are all that the list tells.
        liquidation: liquidationOf({ ...event, time: second * 1000 }, { priceKind: 'fill', id }),
        row: {
          time: second,
          contract: listing.instrument,
          size: `${position}`,
          order_size: `${-position}`,
          order_price: limit,
          fill_price: priceText,
          left: '0',
        },
      },
      needed: 'size',
    };
  },
  receive: (text, session) => {
    const {
      channel,
      event,
      time,
      payload = [],
    } = JSON.parse(text) as { channel: string; event?: string; time: number; payload?: string[] };
    if (channel === 'futures.ping') return [{ time, channel: 'futures.pong', event: '', result: null }];
    for (const contract of payload) session.topics.add(contract);
    return [{ time, channel, event, result: { status: 'success' } }];
  },
  push: (rows, _listing, session, now) =>
    session.topics.has('!all')
      ? {
          channel: 'futures.public_liquidates',
          event: 'update',
          time: Math.floor(now / 1000),
          time_ms: now,
          result: rows,
        }
      : undefined,
  answer: (url, view) => {
    if (url.pathname.endsWith('/contracts')) {
      return view.listings.map(listing => ({
        name: listing.instrument,
        quanto_multiplier: `${listing.unit}`,
        position_size: view.openInterestOf(listing) / listing.unit,
        mark_price: `${view.priceOf(listing)}`,
        in_delisting: false,
      }));
    }
    const from = numberIn(url, 'from', 0) * 1000;
    const last = url.searchParams.has('to') ? numberIn(url, 'to', 0) * 1000 : view.now;
    if (url.pathname.endsWith('/liq_orders')) {
      if (last - from > 3_600_000) return { label: 'INVALID_PARAM_VALUE', message: 'span too wide' };
      return view.list({ from, to: last + 1000, limit: numberIn(url, 'limit', 100), newestFirst: true });
    }
    const listing = view.listings.find(({ instrument }) => instrument === url.searchParams.get('contract'));
    if (!listing) return { label: 'CONTRACT_NOT_FOUND', message: 'no such contract' };
    if (url.pathname.endsWith('/risk_limit_tiers')) {
      return [{ tier: 1, risk_limit: '1000000', maintenance_rate: '0.005', leverage_max: '100' }];
    }
    const step = durationOf(url.searchParams.get('interval') ?? '');
    const bars = view.bars(listing, step, from, last + 1000);
    if (url.pathname.endsWith('/candlesticks')) {
      return bars.map(({ time, open, high, low, close, volume }) => ({
        t: time / 1000,
        o: open,
        h: high,
        l: low,
        c: close,
        v: volume / listing.unit,
        sum: '0',
      }));
    }
    if (url.pathname.endsWith('/contract_stats')) {
      return bars.slice(0, numberIn(url, 'limit', 30)).map(({ time, openInterest, ratio, close }) => ({
        time: time / 1000,
        open_interest: openInterest / listing.unit,
        lsr_account: ratio,
        mark_price: Number(close),
      }));
    }
    return undefined;
  },
};
