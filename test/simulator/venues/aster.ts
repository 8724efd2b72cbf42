import { linearListing, type Venue } from '../venue.ts';
import { binance } from './binance.ts';

/** Aster: Binance's dialect on hosts of its own, without the /market route and without statistics. */
export const aster: Venue = {
  ...binance,
  exchange: 'aster',
  hosts: ['fstream.asterdex.com', 'fapi.asterdex.com', 'www.asterdex.com'],
  listings: symbols => symbols.map(symbol => linearListing(symbol, `${symbol}USDT`)),
  open: ({ topics, url }) => {
    if (`${url.pathname}${url.search}`.includes('!forceOrder@arr')) topics.add('linear');
    return [];
  },
  answer: (url, view) => (url.pathname.startsWith('/futures/data') ? undefined : binance.answer(url, view)),
};
