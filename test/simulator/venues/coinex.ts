import { DAY } from '../../../schema/range.ts';
import { linearListing, liquidationOf, numberIn, type Venue } from '../venue.ts';
import { durationOf } from './steps.ts';

/** CoinEx: lists liquidations market by market and pushes none. */
export const coinex: Venue = {
  exchange: 'coinex',
  hosts: ['api.coinex.com'],
  lookBack: 90 * DAY,
  listings: symbols => symbols.map(symbol => linearListing(symbol, `${symbol}USDT`)),
  publish: event => {
    const { listing, side, sizeText, priceText, time } = event;
    const id = [listing.instrument, time, side, sizeText, priceText, 0].join('|');
    const row = {
      market: listing.instrument,
      side,
      liq_price: priceText,
      liq_amount: sizeText,
      bkr_price: priceText,
      created_at: time,
    };
    return {
      list: { row, liquidation: liquidationOf(event, { priceKind: 'trigger', id }) },
      needed: 'liq_price',
    };
  },
  receive: () => [],
  push: () => undefined,
  answer: (url, view) => {
    const ok = (data: unknown) => ({ code: 0, data, message: 'OK' });
    if (url.pathname.endsWith('/futures/market')) {
      return ok(
        view.listings.map(listing => ({
          market: listing.instrument,
          contract_type: 'linear',
          open_interest_volume: `${view.openInterestOf(listing)}`,
        })),
      );
    }
    if (url.pathname.endsWith('/position-level')) {
      const level = [{ amount: '20', leverage: '100', maintenance_margin_rate: '0.005' }];
      return ok(view.listings.map(({ instrument }) => ({ market: instrument, level })));
    }
    const listing = view.listings.find(({ instrument }) => instrument === url.searchParams.get('market'));
    if (!listing) return { code: 3639, data: {}, message: 'market not found' };
    const limit = numberIn(url, 'limit', 10);
    if (url.pathname.endsWith('/liquidation-history')) {
      const [from, to] = [numberIn(url, 'start_time', 0), numberIn(url, 'end_time', view.now) + 1];
      const data = view.list({ from, to, of: one => one === listing, limit, newestFirst: true });
      return { ...ok(data), pagination: { has_next: data.length === limit } };
    }
    if (!url.pathname.endsWith('/kline')) return undefined;
    const step = durationOf(url.searchParams.get('period') ?? '');
    return ok(
      view
        .bars(listing, step, view.now - limit * step, view.now)
        .map(({ time, open, high, low, close, volume }) => ({
          market: listing.instrument,
          created_at: time,
          open,
          high,
          low,
          close,
          volume: `${volume}`,
        })),
    );
  },
};
