import { DAY } from '../../../schema/range.ts';
import { linearListing, liquidationOf, numberIn, type Row, type Venue, type View } from '../venue.ts';
import { durationOf } from './steps.ts';

/** The channel's number on every connection. */
const CHANNEL = 17;

/** Bitfinex: rows are lists; a trigger comes with every execution and must not be counted beside it. */
export const bitfinex: Venue = {
  exchange: 'bitfinex',
  hosts: ['api-pub.bitfinex.com'],
  lookBack: 30 * DAY,
  listings: symbols => symbols.map(symbol => linearListing(symbol, `t${symbol}F0:USTF0`)),
  publish: event => {
    const { listing, side, size, priceText, time, number } = event;
    const amount = side === 'long' ? size : -size;
    const row = { position: number, time, symbol: listing.instrument, amount, price: Number(priceText) };
    const id = [number, time, 1, amount, 0].join('|');
    const told = { row, liquidation: liquidationOf(event, { priceKind: 'fill', id }) };
    return { feed: told, list: told, needed: 'price' };
  },
  open: () => [{ event: 'info', version: 2, platform: { status: 1 } }],
  receive: (text, session) => {
    const { channel, key } = JSON.parse(text) as { channel: string; key: string };
    session.topics.add(key);
    return [{ event: 'subscribed', channel, chanId: CHANNEL, key }];
  },
  push: (rows, _listing, session) =>
    session.topics.has('liq:global')
      ? [CHANNEL, rows.flatMap(row => [columnsOf(row, 0), columnsOf(row, 1)])]
      : undefined,
  heartbeat: { every: 15_000, message: () => [CHANNEL, 'hb'] },
  answer: (url, view) => {
    if (url.pathname.endsWith('/liquidations/hist')) {
      const [from, to] = [numberIn(url, 'start', 0), numberIn(url, 'end', view.now) + 1];
      return view.list({ from, to, limit: numberIn(url, 'limit', 500) }).map(row => [columnsOf(row, 1)]);
    }
    if (url.pathname.endsWith('/status/deriv')) {
      return view.listings.map(listing => [
        listing.instrument,
        ...statusOf(view.now, view.openInterestOf(listing)),
      ]);
    }
    return seriesOf(url, view);
  },
};

function seriesOf(url: URL, view: View): unknown {
  const listing = view.listings.find(({ instrument }) =>
    decodeURIComponent(url.pathname).includes(instrument),
  );
  if (!listing) return ['error', 10020, 'symbol: invalid'];
  const [from, to] = [numberIn(url, 'start', 0), numberIn(url, 'end', view.now) + 1];
  const name = /trade:(\w+):/.exec(decodeURIComponent(url.pathname))?.[1];
  if (name === undefined) {
    return view.bars(listing, durationOf('5m'), from, to).map(bar => statusOf(bar.time, bar.openInterest));
  }
  return view
    .bars(listing, durationOf(name), from, to)
    .map(({ time, open, high, low, close, volume }) => [
      time,
      Number(open),
      Number(close),
      Number(high),
      Number(low),
      volume,
    ]);
}

const columnsOf = ({ position, time, symbol, amount, price, ...future }: Row, isMatch: 0 | 1): unknown[] => [
  'pos',
  position,
  time,
  null,
  symbol,
  amount,
  price,
  null,
  isMatch,
  1,
  null,
  price,
  ...Object.values(future),
];

/** The columns of a status after its key: open interest is the eighteenth. */
const statusOf = (time: number, openInterest: number): (number | null)[] => [
  time,
  ...Array<null>(16).fill(null),
  openInterest,
];
