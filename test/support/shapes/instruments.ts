import { data, NINE, nameOf, plain, type Told, type ToldBy } from './told.ts';

/** Contracts A0, A1 and A2, by what names them and says their size. */
export const INSTRUMENTS: ToldBy = {
  binance: {
    row: i => ({ symbol: nameOf('binance', i), contractType: 'PERPETUAL', status: 'TRADING' }),
    fields: { name: 'symbol' },
    answer: symbols => ({ symbols }),
  },
  bybit: {
    row: i => ({ symbol: nameOf('bybit', i), status: 'Trading' }),
    fields: { name: 'symbol' },
    answer: list => ({ retCode: 0, result: { list } }),
  },
  okx: {
    row: i => ({ instId: nameOf('okx', i), ctVal: '0.1', ctMult: '1', ctType: 'linear', state: 'live' }),
    fields: { name: 'instId', size: 'ctVal' },
    answer: data({ code: '0' }),
  },
  gate: {
    row: i => ({ name: nameOf('gate', i), quanto_multiplier: '0.1' }),
    fields: { name: 'name', size: 'quanto_multiplier' },
    answer: plain,
  },
  htx: {
    row: i => ({ contract_code: nameOf('htx', i), contract_size: 0.1, contract_status: 1 }),
    fields: { name: 'contract_code', size: 'contract_size' },
    answer: data({ status: 'ok' }),
  },
  bitget: {
    row: i => ({ symbol: nameOf('bitget', i), status: 'online' }),
    fields: { name: 'symbol' },
    answer: data({ code: '00000' }),
  },
  bitfinex: { row: i => [nameOf('bitfinex', i), NINE], fields: { name: 0 }, answer: plain },
  deribit: {
    row: i => ({ instrument_name: nameOf('deribit', i), is_active: true }),
    fields: { name: 'instrument_name' },
    answer: result => ({ result }),
  },
  kraken: {
    row: i => ({ symbol: nameOf('kraken', i), tradeable: true }),
    fields: { name: 'symbol' },
    answer: instruments => ({ result: 'success', instruments }),
  },
  dydx: {
    row: i => ({ ticker: nameOf('dydx', i), status: 'ACTIVE' }),
    fields: { name: 'ticker' },
    answer: markets => ({ markets: { ...markets } }),
  },
  coinex: {
    row: i => ({ market: nameOf('coinex', i), contract_type: 'linear' }),
    fields: { name: 'market' },
    answer: data({ code: 0 }),
  },
  lighter: {
    row: i => ({ symbol: `A${i}`, market_id: i, status: 'active' }),
    fields: { name: 'symbol' },
    answer: order_books => ({ code: 200, order_books }),
  },
  hyperliquid: {
    row: i => ({ name: nameOf('hyperliquid', i), maxLeverage: 50 }),
    fields: { name: 'name' },
    answer: universe => [{ universe }, universe.map(() => ({}))],
  },
  kucoin: {
    row: i => ({
      ...{ symbol: nameOf('kucoin', i), baseCurrency: `A${i}`, quoteCurrency: 'USDT' },
      ...{ multiplier: 0.1, isInverse: false, status: 'Open' },
    }),
    fields: { name: 'symbol', size: 'multiplier' },
    answer: data({ code: '200000' }),
  },
  mexc: {
    row: i => ({
      ...{ symbol: nameOf('mexc', i), baseCoin: `A${i}`, quoteCoin: 'USDT', settleCoin: 'USDT' },
      ...{ contractSize: 0.1, state: 0 },
    }),
    fields: { name: 'symbol', size: 'contractSize' },
    answer: data({ success: true }),
  },
};
INSTRUMENTS.aster = INSTRUMENTS.binance as Told;
