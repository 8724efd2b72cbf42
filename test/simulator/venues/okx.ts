import { DAY } from '../../../schema/range.ts';
import { type Listing, linearListing, liquidationOf, numberIn, type Row, type Venue } from '../venue.ts';
import { durationOf } from './steps.ts';

/**
 * OKX: one topic for all swaps, replays the latest orders to whoever subscribes, and lists a day by family.
 */
export const okx: Venue = {
  exchange: 'okx',
  hosts: ['ws.okx.com', 'ws.okx.com:8443', 'www.okx.com'],
  lookBack: DAY,
  listings: symbols =>
    symbols.flatMap(symbol => [
      linearListing(symbol, `${symbol}-USDT-SWAP`, { unit: 0.01, lot: 0.1 }),
      {
        symbol,
        instrument: `${symbol}-USD-SWAP`,
        kind: 'inverse',
        unit: symbol === 'BTC' ? 100 : 10,
        lot: 1,
        decimals: 1,
      },
    ]),
  publish: event => {
    const { listing, side, sizeText, priceText, time } = event;
    const detail = {
      bkLoss: '0',
      bkPx: priceText,
      ccy: '',
      posSide: side,
      side: side === 'long' ? 'sell' : 'buy',
      sz: sizeText,
      ts: `${time}`,
    };
    const id = [listing.instrument, time, side, sizeText, priceText, 0].join('|');
    const liquidation = liquidationOf(event, { priceKind: 'bankruptcy', id });
    const told = { row: detail, liquidation };
    return { feed: told, list: told, needed: 'bkPx' };
  },
  receive: (text, session, recent) => {
    if (text === 'ping') return ['pong'];
    const { args } = JSON.parse(text) as { args: { channel: string; instType: string }[] };
    return args.flatMap(arg => {
      session.topics.add(arg.instType);
      const replayed = arg.instType === 'SWAP' ? recent(() => true, 5) : [];
      const data = replayed.map(({ row, listing }) => entryOf([row], listing));
      return [{ event: 'subscribe', arg, connId: 'simulated' }, ...(data.length > 0 ? [{ arg, data }] : [])];
    });
  },
  push: (rows, listing, session) =>
    session.topics.has('SWAP')
      ? { arg: { channel: 'liquidation-orders', instType: 'SWAP' }, data: [entryOf(rows, listing)] }
      : undefined,
  answer: (url, view) => {
    const ok = (data: unknown[]) => ({ code: '0', msg: '', data });
    const swaps = url.searchParams.get('instType') !== 'FUTURES' ? view.listings : [];
    if (url.pathname.endsWith('/public/instruments')) {
      return ok(
        swaps.map(({ instrument, kind, unit }) => ({
          instId: instrument,
          ctVal: `${unit}`,
          ctMult: '1',
          ctType: kind,
          state: 'live',
        })),
      );
    }
    if (url.pathname.endsWith('/public/open-interest')) {
      return ok(
        swaps.map(listing => ({
          instId: listing.instrument,
          oi: '0',
          oiCcy: `${view.openInterestOf(listing)}`,
          ts: `${view.now}`,
        })),
      );
    }
    if (url.pathname.endsWith('/public/position-tiers')) {
      return ok([
        { minSz: '0', mmr: '0.004', maxLever: '125' },
        { minSz: '20000', mmr: '0.01', maxLever: '50' },
      ]);
    }
    if (url.pathname.endsWith('/public/liquidation-orders')) {
      const family = url.searchParams.get('uly');
      if (!family) return { code: '50015', msg: 'Either parameter uly or instFamily is required.', data: [] };
      const of = ({ instrument }: Listing) => familyOf(instrument) === family;
      const rows = view.list({
        from: 0,
        to: numberIn(url, 'after', Number.MAX_SAFE_INTEGER),
        of,
        limit: numberIn(url, 'limit', 100),
        newestFirst: true,
      });
      const listing = view.listings.find(of);
      return ok(listing && rows.length > 0 ? [entryOf(rows, listing)] : []);
    }
    const listing = view.listings.find(({ instrument }) => instrument === url.searchParams.get('instId'));
    if (!listing) return { code: '51001', msg: 'Instrument ID does not exist.', data: [] };
    const step = durationOf(url.searchParams.get('bar') ?? url.searchParams.get('period') ?? '');
    const from = url.searchParams.has('begin') ? numberIn(url, 'begin', 0) : numberIn(url, 'before', -1) + 1;
    const to = url.searchParams.has('end')
      ? numberIn(url, 'end', view.now) + 1
      : numberIn(url, 'after', view.now + 1);
    const bars = view.bars(listing, step, from, to).slice(-100).reverse();
    if (url.pathname.endsWith('/market/history-candles')) {
      return ok(
        bars.map(({ time, open, high, low, close, volume }) => [
          `${time}`,
          open,
          high,
          low,
          close,
          '0',
          `${volume}`,
          '0',
          '1',
        ]),
      );
    }
    if (url.pathname.endsWith('/open-interest-history')) {
      return ok(bars.map(({ time, openInterest }) => [`${time}`, '0', `${openInterest}`, '0']));
    }
    if (url.pathname.endsWith('/long-short-account-ratio-contract'))
      return ok(bars.map(({ time, ratio }) => [`${time}`, `${ratio}`]));
    return undefined;
  },
};

const familyOf = (instrument: string): string => instrument.replace(/-SWAP$/, '');

const entryOf = (details: readonly Row[], { instrument }: Listing) => ({
  details,
  instFamily: familyOf(instrument),
  instId: instrument,
  instType: 'SWAP',
  uly: familyOf(instrument),
});
