import { linearListing, liquidationOf, numberIn, type Venue } from '../venue.ts';
import { durationOf } from './steps.ts';

/** Bybit: pushes every liquidation by topic and symbol, lists none. */
export const bybit: Venue = {
  exchange: 'bybit',
  hosts: ['stream.bybit.com', 'api.bybit.com'],
  lookBack: 0,
  listings: symbols =>
    symbols.flatMap(symbol => [
      linearListing(symbol, `${symbol}USDT`),
      { symbol, instrument: `${symbol}USD`, kind: 'inverse', unit: 1, lot: 1, decimals: 2 },
    ]),
  publish: event => {
    const { listing, side, sizeText, priceText, time } = event;
    const position = side === 'long' ? 'Buy' : 'Sell';
    const id = [listing.instrument, time, position, sizeText, priceText, 0].join('|');
    return {
      feed: {
        row: { T: time, s: listing.instrument, S: position, v: sizeText, p: priceText },
        liquidation: liquidationOf(event, { priceKind: 'bankruptcy', id }),
      },
      needed: 'p',
    };
  },
  receive: (text, session) => {
    const { op, args = [] } = JSON.parse(text) as { op: string; args?: string[] };
    if (op === 'ping') return [{ success: true, ret_msg: 'pong', conn_id: 'simulated', op: 'ping' }];
    for (const topic of args) session.topics.add(topic);
    return [{ success: true, ret_msg: '', conn_id: 'simulated', req_id: '', op }];
  },
  push: (rows, { instrument }, session, now) => {
    const topic = `allLiquidation.${instrument}`;
    return session.topics.has(topic) ? { topic, type: 'snapshot', ts: now, data: rows } : undefined;
  },
  answer: (url, view) => {
    const ok = (result: object) => ({ retCode: 0, retMsg: 'OK', result, retExtInfo: {}, time: view.now });
    const listings = view.listings.filter(({ kind }) => kind === url.searchParams.get('category'));
    if (url.pathname.endsWith('/instruments-info')) {
      return ok({
        list: listings.map(({ instrument }) => ({ symbol: instrument, status: 'Trading' })),
        nextPageCursor: '',
      });
    }
    const unitsOf = (coins: number, price: number, kind: string) =>
      kind === 'linear' ? coins : coins * price;
    if (url.pathname.endsWith('/tickers')) {
      const list = listings.map(listing => {
        const price = view.priceOf(listing);
        const single = unitsOf(view.openInterestOf(listing), price, listing.kind);
        return {
          symbol: listing.instrument,
          markPrice: `${price}`,
          openInterest: `${2 * single}`,
          singleOpenInterest: `${single}`,
        };
      });
      return ok({ list });
    }
    if (url.pathname.endsWith('/risk-limit')) {
      const tier = { riskLimitValue: '2000000', maintenanceMargin: '0.005', maxLeverage: '100.00' };
      return ok({
        list: listings.map(({ instrument }) => ({ symbol: instrument, ...tier })),
        nextPageCursor: '',
      });
    }
    const listing = listings.find(({ instrument }) => instrument === url.searchParams.get('symbol'));
    if (!listing)
      return { retCode: 10001, retMsg: 'params error: symbol invalid', result: {}, time: view.now };
    const names = ['interval', 'intervalTime', 'period'].flatMap(name => url.searchParams.get(name) ?? []);
    const from = numberIn(url, 'start', numberIn(url, 'startTime', 0));
    const to = numberIn(url, 'end', numberIn(url, 'endTime', view.now)) + 1;
    // Newest first, the limit taken from the newest.
    const bars = view
      .bars(listing, durationOf(names[0] ?? ''), from, to)
      .slice(-numberIn(url, 'limit', 200))
      .reverse();
    if (url.pathname.endsWith('/kline')) {
      const list = bars.map(({ time, open, high, low, close, volume }) => {
        const usd = volume * Number(close);
        return [
          `${time}`,
          open,
          high,
          low,
          close,
          ...(listing.kind === 'linear' ? [`${volume}`, `${usd}`] : [`${usd}`, `${volume}`]),
        ];
      });
      return ok({ list });
    }
    if (url.pathname.endsWith('/open-interest')) {
      const list = bars.map(({ time, openInterest, close }) => {
        const single = unitsOf(openInterest, Number(close), listing.kind);
        return { openInterest: `${2 * single}`, singleOpenInterest: `${single}`, timestamp: `${time}` };
      });
      return ok({ list, nextPageCursor: '' });
    }
    if (url.pathname.endsWith('/account-ratio')) {
      const list = bars.map(({ time, ratio }) => ({
        symbol: listing.instrument,
        buyRatio: `${ratio / (1 + ratio)}`,
        sellRatio: `${1 / (1 + ratio)}`,
        timestamp: `${time}`,
      }));
      return ok({ list, nextPageCursor: '' });
    }
    return undefined;
  },
};
