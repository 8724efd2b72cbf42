import { DAY } from '../../../schema/range.ts';
import { linearListing, liquidationOf, numberIn, type Venue } from '../venue.ts';
import { durationOf } from './steps.ts';

/** Bitget: amounts are quote notional; its list goes back three days by cursor, newest first. */
export const bitget: Venue = {
  exchange: 'bitget',
  hosts: ['ws.bitget.com', 'api.bitget.com'],
  lookBack: 3 * DAY,
  listings: symbols => symbols.map(symbol => linearListing(symbol, `${symbol}USDT`)),
  publish: event => {
    const { listing, side, size, priceText, time } = event;
    const position = side === 'long' ? 'buy' : 'sell';
    const amount = (size * Number(priceText)).toFixed(8);
    const row = { symbol: listing.instrument, side: position, price: priceText, amount, ts: `${time}` };
    const id = [listing.instrument, time, position, amount, priceText, 0].join('|');
    const told = { row, liquidation: liquidationOf(event, { priceKind: 'bankruptcy', id }) };
    return { feed: told, list: told, needed: 'amount' };
  },
  receive: (text, session) => {
    if (text === 'ping') return ['pong'];
    const { args } = JSON.parse(text) as { args: { instType: string; topic: string }[] };
    for (const { instType } of args) session.topics.add(instType);
    return args.map(arg => ({ event: 'subscribe', arg }));
  },
  push: (rows, _listing, session, now) =>
    session.topics.has('usdt-futures')
      ? { action: 'update', arg: { instType: 'usdt-futures', topic: 'liquidation' }, data: rows, ts: now }
      : undefined,
  answer: (url, view) => {
    const ok = (data: unknown) => ({ code: '00000', msg: 'success', requestTime: view.now, data });
    const line = url.searchParams.get('category') ?? url.searchParams.get('productType') ?? 'USDT-FUTURES';
    const listings = line === 'USDT-FUTURES' ? view.listings : [];
    if (url.pathname.endsWith('/market/instruments')) {
      return ok(listings.map(({ instrument }) => ({ symbol: instrument, status: 'online' })));
    }
    if (url.pathname.endsWith('/market/liquidations')) {
      const to = numberIn(url, 'cursor', Number.MAX_SAFE_INTEGER);
      const limit = numberIn(url, 'limit', 100);
      const list = view.list({
        from: 0,
        to,
        of: listing => listings.includes(listing),
        limit,
        newestFirst: true,
      });
      // The cursor leads on below the last row's time, to the same millisecond's other rows too.
      const last = list.at(-1)?.ts;
      return ok({
        list,
        cursor: last === undefined ? '' : `${Number(last) + 1 < to ? Number(last) + 1 : last}`,
      });
    }
    const listing = listings.find(({ instrument }) => instrument === url.searchParams.get('symbol'));
    if (!listing)
      return { code: '40034', msg: 'Parameter does not exist', requestTime: view.now, data: null };
    if (url.pathname.endsWith('/open-interest')) {
      const size = `${view.openInterestOf(listing)}`;
      return ok({ openInterestList: [{ symbol: listing.instrument, size }], ts: `${view.now}` });
    }
    if (url.pathname.endsWith('/query-position-lever')) {
      return ok([{ symbol: listing.instrument, startUnit: '0', leverage: '125', keepMarginRate: '0.004' }]);
    }
    const step = durationOf(url.searchParams.get('granularity') ?? url.searchParams.get('period') ?? '');
    const to = numberIn(url, 'endTime', view.now);
    const bars = view.bars(listing, step, numberIn(url, 'startTime', to - 500 * step), to);
    if (url.pathname.endsWith('/history-candles')) {
      return ok(
        bars
          .slice(-200)
          .map(bar => [`${bar.time}`, bar.open, bar.high, bar.low, bar.close, `${bar.volume}`, '0']),
      );
    }
    if (url.pathname.endsWith('/account-long-short')) {
      return ok(
        bars.map(({ time, ratio }) => ({
          longAccountRatio: `${ratio / (1 + ratio)}`,
          shortAccountRatio: `${1 / (1 + ratio)}`,
          ts: `${time}`,
        })),
      );
    }
    return undefined;
  },
};
