import { DAY } from '../../../schema/range.ts';
import { type Listing, linearListing, liquidationOf, numberIn, type Venue } from '../venue.ts';
import { durationOf } from './steps.ts';

/** HTX: gzip frames and pings of its own; its list has ids that the feed does not. */
export const htx: Venue = {
  exchange: 'htx',
  hosts: ['api.hbdm.com'],
  lookBack: 90 * DAY,
  gzip: true,
  listings: symbols =>
    symbols.flatMap(symbol => [
      linearListing(symbol, `${symbol}-USDT`, { unit: 0.001, lot: 1 }),
      {
        symbol,
        instrument: `${symbol}-USD`,
        kind: 'inverse',
        unit: symbol === 'BTC' ? 100 : 10,
        lot: 1,
        decimals: 1,
      },
    ]),
  publish: event => {
    const { listing, side, size, priceText, time, symbol, number } = event;
    const direction = side === 'long' ? 'sell' : 'buy';
    const turnover = Number((size * listing.unit * Number(priceText)).toFixed(6));
    const price = Number(priceText);
    const id = [listing.instrument, time, direction, size, price, 0].join('|');
    const linear = { amount: size * listing.unit, trade_turnover: turnover };
    return {
      feed: {
        liquidation: liquidationOf(event, { priceKind: 'bankruptcy', id }),
        row: {
          symbol,
          contract_code: listing.instrument,
          direction,
          offset: 'close',
          volume: size,
          price,
          created_at: time,
          ...(listing.kind === 'linear' && linear),
        },
      },
      ...(listing.kind === 'linear' && {
        list: {
          liquidation: liquidationOf(event, { priceKind: 'bankruptcy', id: `${number}` }),
          row: {
            id: `${number}`,
            contract_code: listing.instrument,
            liquidation_time: `${time}`,
            side: direction,
            position_side: side,
            volume: `${size}`,
            amount: `${size}`,
            bankrupt_price: priceText,
            trade_turnover: `${turnover}`,
          },
        },
      }),
      needed: listing.kind === 'linear' ? 'contract_code' : 'volume',
    };
  },
  receive: (text, session) => {
    const message = JSON.parse(text) as { op: string; cid: string; topic: string };
    if (message.op === 'pong') return [];
    session.topics.add(message.topic);
    return [{ op: 'sub', cid: message.cid, topic: message.topic, ts: 0, 'err-code': 0 }];
  },
  push: (rows, listing, session, now) => {
    const topic = `public.${listing.instrument}.liquidation_orders`;
    const wanted = listing.kind === 'linear' ? 'public.*.liquidation_orders' : topic;
    const line = listing.kind === 'linear' ? '/linear-swap-notification' : '/swap-notification';
    if (session.url.pathname !== line || !session.topics.has(wanted)) return undefined;
    return { op: 'notify', topic, ts: now, data: rows };
  },
  heartbeat: { every: 5_000, message: now => ({ op: 'ping', ts: `${now}` }) },
  answer: (url, view) => {
    const kind: Listing['kind'] = url.pathname.startsWith('/swap-') ? 'inverse' : 'linear';
    const listings = view.listings.filter(listing => listing.kind === kind);
    if (url.pathname.endsWith('/swap_contract_info')) {
      const data = listings.map(({ instrument, unit }) => ({
        contract_code: instrument,
        contract_size: unit,
        contract_status: 1,
      }));
      return { status: 'ok', data, ts: view.now };
    }
    const listing = listings.find(({ instrument }) => instrument === url.searchParams.get('contract_code'));
    if (!listing)
      return { status: 'error', err_code: 1332, err_msg: 'The contract code does not exist.', ts: view.now };
    if (url.pathname.endsWith('/market/liquidation_orders')) {
      const [from, to] = [numberIn(url, 'start_time', 0), numberIn(url, 'end_time', view.now) + 1];
      const of = ({ instrument }: Listing) => instrument === listing.instrument;
      const rows = view.list({ from, to, of, limit: numberIn(url, 'limit', 100), newestFirst: true });
      return { code: 200, message: 'Success', data: rows, ts: view.now };
    }
    if (url.pathname.endsWith('/swap_open_interest')) {
      return {
        status: 'ok',
        data: [{ contract_code: listing.instrument, amount: view.openInterestOf(listing) }],
        ts: view.now,
      };
    }
    const step = durationOf(url.searchParams.get('period') ?? '');
    if (url.pathname.endsWith('/history/kline')) {
      const bars = view.bars(
        listing,
        step,
        numberIn(url, 'from', 0) * 1000,
        numberIn(url, 'to', view.now / 1000) * 1000 + 1,
      );
      // Both sides of each trade are counted.
      const data = bars.map(({ time, open, high, low, close, volume }) => ({
        id: time / 1000,
        open: Number(open),
        high: Number(high),
        low: Number(low),
        close: Number(close),
        amount: 2 * volume,
        vol: Math.round((2 * volume) / listing.unit),
      }));
      return { status: 'ok', data, ts: view.now };
    }
    if (url.pathname.endsWith('/swap_his_open_interest')) {
      const size = numberIn(url, 'size', 48);
      const bars = view.bars(listing, step, view.now - size * step, view.now);
      return {
        status: 'ok',
        data: {
          tick: bars.map(({ time, openInterest }) => ({
            volume: `${openInterest}`,
            amount_type: 2,
            ts: time,
          })),
        },
        ts: view.now,
      };
    }
    return undefined;
  },
};
