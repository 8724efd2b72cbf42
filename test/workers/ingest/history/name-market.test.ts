import { expect, test } from 'vitest';
import { nameMarket } from '../../../../workers/ingest/history/name-market.ts';

test('a file name says source, instrument and step', () => {
  expect(nameMarket('binance-BTCUSDT-1h-2024-06-19.csv.gz')).toEqual({
    ...{ exchange: 'binance', symbol: 'BTC', scale: 1, step: 3_600_000 },
  });
});

test.each([
  ['aggregate-ETHUSDT-1d-2020-12-23.csv', 'aggregate', 'ETH', 1],
  ['okx-BTC-USDT-SWAP-5m-2024-01-01.csv', 'okx', 'BTC', 1],
  ['bybit-SOLUSDC-1m-2024-01-01.gz', 'bybit', 'SOL', 1],
  ['dydx-ETH-USD-1m-2024-01-01.csv', 'dydx', 'ETH', 1],
  ['binance-1000PEPEUSDT-1m-2024-01-01.csv', 'binance', 'PEPE', 1000],
  ['binance-1MBABYDOGEUSDT-1m-2024-01-01.csv', 'binance', 'BABYDOGE', 1_000_000],
  ['bybit-SHIB1000USDT-1m-2024-01-01.csv', 'bybit', 'SHIB', 1000],
  ['bybit-dotusd-1m-2024-01-01.csv', 'bybit', 'DOT', 1],
  ['deribit-BTC-27MAR26-1m-2024-01-01.csv', 'deribit', 'BTC', 1],
  ['okx-BTC-1m-2024-01-01.csv', 'okx', 'BTC', 1],
  ['gate-PI_USDT-1m-2024-01-01.csv', 'gate', 'PI', 1],
])('%s', (name, exchange, symbol, scale) => {
  expect(nameMarket(name)).toMatchObject({ exchange, symbol, scale });
});

test('what the user says wins over the name', () => {
  expect(
    nameMarket('binance-BTCUSDT-1h-2024-06-19.csv', { exchange: 'kraken', instrument: 'PF_ETHUSD' }),
  ).toEqual({ exchange: 'kraken', symbol: 'ETH', scale: 1, step: 3_600_000 });
  expect(nameMarket('binance-1000PEPEUSDT-1h-2024-06-19.csv', { symbol: 'FROG' })).toMatchObject({
    symbol: 'FROG',
    scale: 1000,
  });
});

test('a file of any name is read where the user says what it is', () => {
  expect(nameMarket('mine.csv', { exchange: 'okx', symbol: 'BTC' })).toEqual({
    ...{ exchange: 'okx', symbol: 'BTC', scale: 1 },
  });
});

test.each([
  ['mine.csv', {}, 'expected a name like binance-BTCUSDT-1h-2024-06-19.csv.gz'],
  ['mtgox-BTCUSDT-1h-2013-01-01.csv', {}, 'exchange: expected one of binance, bybit'],
  [
    'binance-BTCUSDT-oi-5m-2025-12-01.csv.gz',
    {},
    'instrument: expected a name like BTCUSDT, got "BTCUSDT-oi"',
  ],
  ['binance-ETHBTC-1h-2024-06-19.csv', {}, 'instrument: expected a name like BTCUSDT, got "ETHBTC"'],
  ['deribit-BTC-27MAR26-80000-C-1h-2024-06-19.csv', {}, 'got "BTC-27MAR26-80000-C"'],
  [
    'binance-BTCUSDT-1h-2024-06-19.csv',
    { symbol: 'btc/usdt' },
    'symbol: expected a base asset like BTC, got "btc/usdt"',
  ],
])('%s with %o is an error that says what helps', (name, names, message) => {
  expect(() => nameMarket(name, names)).toThrow(message);
});
