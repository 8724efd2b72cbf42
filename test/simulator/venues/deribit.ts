import { DAY } from '../../../schema/range.ts';
import { type Listing, linearListing, liquidationOf, numberIn, type Row, type Venue } from '../venue.ts';
import { durationOf } from './steps.ts';

/** Deribit: trades that say who was liquidated, among trades of nobody liquidated. */
export const deribit: Venue = {
  exchange: 'deribit',
  hosts: ['www.deribit.com'],
  lookBack: 5 * DAY,
  listings: symbols =>
    symbols.map(symbol =>
      symbol === 'SOL'
        ? linearListing(symbol, 'SOL_USDC-PERPETUAL', { lot: 0.1 })
        : { symbol, instrument: `${symbol}-PERPETUAL`, kind: 'inverse', unit: 1, lot: 1, decimals: 2 },
    ),
  publish: event => {
    const { listing, side, size, priceText, time, number } = event;
    const currency = currencyOf(listing);
    const tradeId = currency === 'BTC' ? `${number}` : `${currency}-${number}`;
    // Now and then the maker is the one liquidated, whose side is the other one.
    const mark = number % 7 === 0 ? 'M' : 'T';
    const sold = (side === 'long') === (mark === 'T');
    const row = {
      trade_seq: number,
      trade_id: tradeId,
      timestamp: time,
      tick_direction: 1,
      price: Number(priceText),
      mark_price: Number(priceText),
      liquidation: mark,
      instrument_name: listing.instrument,
      index_price: Number(priceText),
      direction: sold ? 'sell' : 'buy',
      amount: size,
    };
    const liquidation = liquidationOf(event, { priceKind: 'fill', id: `${currency}|${tradeId}` });
    const told = { row, liquidation };
    return { feed: told, list: told, needed: 'price' };
  },
  receive: (text, session) => {
    const { id, method, params } = JSON.parse(text) as {
      id: number;
      method: string;
      params: { channels?: string[] };
    };
    const answer = (result: unknown) => [{ jsonrpc: '2.0', id, result, testnet: false }];
    if (method !== 'public/subscribe') return answer(method === 'public/test' ? { version: '1' } : 'ok');
    for (const channel of params.channels ?? []) session.topics.add(channel);
    return answer(params.channels ?? []);
  },
  push: (rows, { instrument }, session, now) => {
    const channel = `trades.${instrument}.100ms`;
    if (!session.topics.has(channel)) return undefined;
    return {
      jsonrpc: '2.0',
      method: 'subscription',
      params: { channel, data: [ordinary(instrument, now), ...rows] },
    };
  },
  heartbeat: {
    every: 30_000,
    message: () => ({ jsonrpc: '2.0', method: 'heartbeat', params: { type: 'test_request' } }),
  },
  answer: (url, view) => {
    const ok = (result: unknown) => ({
      jsonrpc: '2.0',
      result,
      usIn: 0,
      usOut: 0,
      usDiff: 0,
      testnet: false,
    });
    const currency = url.searchParams.get('currency');
    const of = (listing: Listing) => currencyOf(listing) === currency;
    if (url.pathname.endsWith('/get_instruments')) {
      return ok(
        view.listings
          .filter(of)
          .map(({ instrument }) => ({ instrument_name: instrument, is_active: true, contract_size: 10 })),
      );
    }
    if (url.pathname.endsWith('/get_book_summary_by_currency')) {
      return ok(
        view.listings.filter(of).map(listing => {
          const price = view.priceOf(listing);
          const coins = view.openInterestOf(listing);
          const open_interest = listing.kind === 'linear' ? coins : coins * price;
          return {
            instrument_name: listing.instrument,
            open_interest,
            mark_price: price,
            creation_timestamp: view.now,
          };
        }),
      );
    }
    if (url.pathname.endsWith('/get_last_trades_by_currency_and_time')) {
      const [from, to] = [numberIn(url, 'start_timestamp', 0), numberIn(url, 'end_timestamp', view.now) + 1];
      const limit = numberIn(url, 'count', 10);
      const trades = view.list({ from, to, of, limit });
      return ok({ trades, has_more: trades.length === limit });
    }
    const listing = view.listings.find(
      ({ instrument }) => instrument === url.searchParams.get('instrument_name'),
    );
    if (!listing)
      return { jsonrpc: '2.0', error: { code: 13020, message: 'instrument_not_found' }, testnet: false };
    if (!url.pathname.endsWith('/get_tradingview_chart_data')) return undefined;
    const step = durationOf(url.searchParams.get('resolution') ?? '');
    const bars = view.bars(
      listing,
      step,
      numberIn(url, 'start_timestamp', 0),
      numberIn(url, 'end_timestamp', view.now) + 1,
    );
    const column = (name: 'open' | 'high' | 'low' | 'close') => bars.map(bar => Number(bar[name]));
    return ok({
      status: bars.length > 0 ? 'ok' : 'no_data',
      ticks: bars.map(({ time }) => time),
      open: column('open'),
      high: column('high'),
      low: column('low'),
      close: column('close'),
      volume: bars.map(({ volume }) => volume),
    });
  },
};

const currencyOf = ({ instrument, symbol }: Listing): string =>
  instrument.includes('_USDC') ? 'USDC' : symbol;

const ordinary = (instrument: string, now: number): Row => ({
  trade_seq: 1,
  trade_id: `ordinary-${now}`,
  timestamp: now,
  price: 1,
  instrument_name: instrument,
  direction: 'buy',
  amount: 1,
});
