import { at, columns, data, iso, NINE, nameOf, plain, type Told, type ToldBy } from './told.ts';

const none = (count: number) => Array<null>(count).fill(null);

/** Open interest of the contracts A0, A1 and A2, or of the one asked for. */
export const OPEN_INTEREST: ToldBy = {
  binance: {
    row: i => ({ symbol: nameOf('binance', i), openInterest: '70', time: at(i) }),
    fields: { openInterest: 'openInterest' },
    answer: ([row]) => row,
  },
  bybit: {
    row: i => ({ symbol: nameOf('bybit', i), openInterest: '70', singleOpenInterest: '70', markPrice: '2' }),
    fields: { openInterest: 'singleOpenInterest', name: 'symbol' },
    optional: ['openInterest'],
    answer: list => ({ retCode: 0, result: { list }, time: NINE }),
  },
  okx: {
    row: i => ({ instId: nameOf('okx', i), oi: '7', oiCcy: '70', ts: String(at(i)) }),
    fields: { openInterest: 'oiCcy', time: 'ts', name: 'instId' },
    answer: data({ code: '0' }),
  },
  gate: {
    row: i => ({ name: nameOf('gate', i), position_size: 70, mark_price: '2' }),
    fields: { openInterest: 'position_size', name: 'name' },
    answer: plain,
  },
  htx: {
    row: i => ({ contract_code: nameOf('htx', i), amount: 70 }),
    fields: { openInterest: 'amount' },
    answer: ([row]) => ({ status: 'ok', data: [row] }),
  },
  bitget: {
    row: i => ({ symbol: nameOf('bitget', i), size: '70' }),
    fields: { openInterest: 'size', name: 'symbol' },
    answer: openInterestList => ({ code: '00000', data: { openInterestList, ts: String(NINE) } }),
  },
  bitfinex: {
    row: i => [nameOf('bitfinex', i), at(i), ...none(16), 70],
    fields: { openInterest: 18, time: 1, name: 0 },
    optional: ['openInterest'],
    answer: plain,
  },
  deribit: {
    row: i => ({
      ...{ instrument_name: nameOf('deribit', i), open_interest: 140 },
      ...{ mark_price: 2, creation_timestamp: at(i) },
    }),
    fields: { openInterest: 'open_interest', time: 'creation_timestamp', name: 'instrument_name' },
    answer: result => ({ result }),
  },
  kraken: {
    row: i => ({ symbol: nameOf('kraken', i), openInterest: 70, markPrice: 2 }),
    fields: { openInterest: 'openInterest', name: 'symbol' },
    answer: tickers => ({ result: 'success', tickers }),
  },
  dydx: {
    row: i => ({ ticker: nameOf('dydx', i), openInterest: '70' }),
    fields: { openInterest: 'openInterest', name: 'ticker' },
    answer: markets => ({ markets: { ...markets } }),
  },
  coinex: {
    row: i => ({ market: nameOf('coinex', i), open_interest_volume: '70' }),
    fields: { openInterest: 'open_interest_volume', name: 'market' },
    optional: ['openInterest'],
    answer: data({ code: 0 }),
  },
  hyperliquid: {
    row: i => ({ name: nameOf('hyperliquid', i), openInterest: '70' }),
    fields: { openInterest: 'openInterest', name: 'name' },
    answer: rows => [{ universe: rows }, rows],
  },
  kucoin: {
    row: i => ({ symbol: nameOf('kucoin', i), openInterest: '70', markPrice: 2 }),
    fields: { openInterest: 'openInterest', name: 'symbol' },
    answer: data({ code: '200000' }),
  },
  mexc: {
    row: i => ({ symbol: nameOf('mexc', i), holdVol: 70, fairPrice: 2, timestamp: at(i) }),
    fields: { openInterest: 'holdVol', time: 'timestamp', name: 'symbol' },
    answer: data({ success: true }),
  },
};
OPEN_INTEREST.aster = OPEN_INTEREST.binance as Told;

export const OPEN_INTEREST_HISTORY: ToldBy = {
  binance: {
    row: i => ({ sumOpenInterest: '70', sumOpenInterestValue: '150', timestamp: at(i) }),
    fields: { openInterest: 'sumOpenInterest', time: 'timestamp' },
    answer: plain,
  },
  bybit: {
    row: i => ({ openInterest: '70', timestamp: String(at(i)) }),
    fields: { openInterest: 'openInterest', time: 'timestamp' },
    answer: list => ({ retCode: 0, result: { list } }),
  },
  okx: {
    row: i => [String(at(i)), '7', '70', '150'],
    fields: { openInterest: 2, time: 0 },
    answer: data({ code: '0' }),
  },
  gate: {
    row: i => ({ time: at(i) / 1000, open_interest: 70 }),
    fields: { openInterest: 'open_interest', time: 'time' },
    answer: plain,
  },
  htx: {
    row: i => ({ volume: '70', amount_type: 2, ts: at(i) }),
    fields: { openInterest: 'volume', time: 'ts' },
    answer: tick => ({ status: 'ok', data: { tick } }),
  },
  bitfinex: {
    row: i => [at(i), ...none(16), 70],
    fields: { openInterest: 17, time: 0 },
    optional: ['openInterest'],
    answer: plain,
  },
  kraken: {
    row: i => ({ timestamp: at(i) / 1000, data: '70' }),
    fields: { openInterest: 'data', time: 'timestamp' },
    answer: columns(result => ({ result }), 'timestamp', 'data'),
  },
  dydx: {
    row: i => ({ startedAt: iso(at(i)), startingOpenInterest: '70' }),
    fields: { openInterest: 'startingOpenInterest', time: 'startedAt' },
    optional: ['openInterest'],
    answer: candles => ({ candles }),
  },
};
