import { type Listing, linearListing, liquidationOf, numberIn, type Venue } from '../venue.ts';
import { durationOf } from './steps.ts';

/** Binance: pushes orders one by one on the /market route, lists none. */
export const binance: Venue = {
  exchange: 'binance',
  hosts: [
    'fstream.binance.com',
    'dstream.binance.com',
    'fapi.binance.com',
    'dapi.binance.com',
    'www.binance.com',
  ],
  lookBack: 0,
  listings: symbols =>
    symbols.flatMap(symbol => [
      linearListing(symbol, `${symbol}USDT`),
      {
        symbol,
        instrument: `${symbol}USD_PERP`,
        kind: 'inverse',
        unit: symbol === 'BTC' ? 100 : 10,
        lot: 1,
        decimals: 1,
      },
    ]),
  publish: event => {
    const { listing, side, sizeText, priceText, time } = event;
    const order = side === 'long' ? 'SELL' : 'BUY';
    const limit = (Number(priceText) * (side === 'long' ? 0.99 : 1.01)).toFixed(listing.decimals);
    const o = {
      s: listing.instrument,
      ...(listing.kind === 'inverse' && { ps: listing.instrument.replace('_PERP', '') }),
      S: order,
      o: 'LIMIT',
      f: 'IOC',
      q: sizeText,
      p: limit,
      ap: priceText,
      X: 'FILLED',
      l: sizeText,
      z: sizeText,
      T: time,
    };
    const id = [listing.instrument, time, order, sizeText, limit, priceText, 0].join('|');
    return { feed: { row: o, liquidation: liquidationOf(event, { priceKind: 'fill', id }) }, needed: 'z' };
  },
  open: session => {
    const { host, pathname, search } = session.url;
    const routed = host.startsWith('dstream') || pathname.startsWith('/market/');
    if (routed && `${pathname}${search}`.includes('!forceOrder@arr')) session.topics.add(kindOf(host));
    return [];
  },
  receive: text => {
    const { id, method } = JSON.parse(text) as { id: number; method: string };
    return [{ result: method === 'LIST_SUBSCRIPTIONS' ? ['!forceOrder@arr'] : null, id }];
  },
  push: ([row], listing, session, now) =>
    session.topics.has(listing.kind) ? { e: 'forceOrder', E: now, o: row } : undefined,
  answer: (url, view) => {
    const kind = kindOf(url.host);
    const listings = view.listings.filter(listing => listing.kind === kind);
    if (url.pathname.endsWith('/exchangeInfo')) return { symbols: listings.map(symbolOf) };
    if (url.pathname.endsWith('/brackets')) return { data: { brackets: listings.map(bracketsOf) } };
    const name = url.searchParams.get('symbol') ?? `${url.searchParams.get('pair')}_PERP`;
    const listing = listings.find(({ instrument }) => instrument === name);
    if (!listing) return { code: -1121, msg: 'Invalid symbol.' };
    const coins = view.openInterestOf(listing);
    const contracts = kind === 'linear' ? coins : (coins * view.priceOf(listing)) / listing.unit;
    if (url.pathname.endsWith('/openInterest'))
      return { symbol: name, openInterest: contracts.toFixed(3), time: view.now };
    const step = durationOf(url.searchParams.get('interval') ?? url.searchParams.get('period') ?? '');
    const bars = view
      .bars(listing, step, numberIn(url, 'startTime', 0), numberIn(url, 'endTime', view.now) + 1)
      .slice(0, numberIn(url, 'limit', 500));
    if (url.pathname.endsWith('/klines')) {
      // USD-M has coins where COIN-M has contracts, and dollars where COIN-M has coins.
      const [coins, other] = kind === 'linear' ? [5, 7] : [7, 5];
      return bars.map(({ time, open, high, low, close, volume, buyVolume }) => {
        const row = [time, open, high, low, close, '0', time + step - 1, '0', 1, '0', '0', '0'];
        row[coins] = `${volume}`;
        row[other] = `${volume * Number(close)}`;
        row[kind === 'linear' ? 9 : 10] = `${buyVolume}`;
        return row;
      });
    }
    if (url.pathname.endsWith('/openInterestHist')) {
      return bars.map(({ time, openInterest }) => ({
        sumOpenInterest: `${openInterest}`,
        sumOpenInterestValue: `${openInterest}`,
        timestamp: time,
      }));
    }
    if (url.pathname.endsWith('/globalLongShortAccountRatio')) {
      return bars.map(({ time, ratio }) => ({ longShortRatio: `${ratio}`, timestamp: time }));
    }
    return undefined;
  },
};

const kindOf = (host: string): Listing['kind'] => (host.startsWith('d') ? 'inverse' : 'linear');

const symbolOf = ({ instrument, symbol, kind, unit }: Listing) => ({
  symbol: instrument,
  pair: instrument.replace('_PERP', ''),
  baseAsset: symbol,
  contractType: 'PERPETUAL',
  [kind === 'linear' ? 'status' : 'contractStatus']: 'TRADING',
  ...(kind === 'inverse' && { contractSize: unit }),
});

const bracketsOf = ({ instrument }: Listing) => ({
  symbol: instrument,
  riskBrackets: [
    { bracketNotionalCap: 50_000, bracketMaintenanceMarginRate: 0.004, maxOpenPosLeverage: 125 },
    { bracketNotionalCap: 600_000, bracketMaintenanceMarginRate: 0.005, maxOpenPosLeverage: 100 },
  ],
});
