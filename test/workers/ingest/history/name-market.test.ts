import { expect, test } from 'vitest';
import { nameMarket } from '../../../../workers/ingest/history/name-market.ts';

test('a file name says source, instrument and step', () => {
  expect(nameMarket('binance-BTCUSDT-1h-2024-06-19.csv.gz')).toEqual({
    instrument: {
      exchange: 'binance',
      instrument: 'BTCUSDT',
      symbol: 'BTC',
      quote: 'USDT',
      kind: 'linear',
      contractSize: 1,
    },
    step: 3_600_000,
  });
});

test.each([
  ['aggregate-ETHUSDT-1d-2020-12-23.csv', 'aggregate', 'ETH', 'USDT', 1],
  ['okx-BTC-USDT-SWAP-5m-2024-01-01.csv', 'okx', 'BTC', 'USDT', 1],
  ['bybit-SOLUSDC-1m-2024-01-01.gz', 'bybit', 'SOL', 'USDC', 1],
  ['dydx-ETH-USD-1m-2024-01-01.csv', 'dydx', 'ETH', 'USD', 1],
  ['binance-1000PEPEUSDT-1m-2024-01-01.csv', 'binance', 'PEPE', 'USDT', 1000],
  ['binance-1MBABYDOGEUSDT-1m-2024-01-01.csv', 'binance', 'BABYDOGE', 'USDT', 1_000_000],
  ['binance-1INCHUSDT-1m-2024-01-01.csv', 'binance', '1INCH', 'USDT', 1],
  ['binance-TUSDT-1m-2024-01-01.csv', 'binance', 'T', 'USDT', 1],
])('%s', (name, exchange, symbol, quote, contractSize) => {
  expect(nameMarket(name).instrument).toMatchObject({ exchange, symbol, quote, contractSize });
});

test('what the user says wins over the name', () => {
  const market = nameMarket('binance-BTCUSDT-1h-2024-06-19.csv', {
    exchange: 'kraken',
    instrument: 'PF_XBTUSD',
    symbol: 'BTC',
  });
  expect(market.instrument).toMatchObject({
    exchange: 'kraken',
    instrument: 'PF_XBTUSD',
    symbol: 'BTC',
    quote: 'USD',
  });
  expect(market.step).toBe(3_600_000);
});

test('a file of any name is read where the user says what it is', () => {
  expect(nameMarket('mine.csv', { exchange: 'okx', symbol: 'BTC' })).toEqual({
    instrument: {
      exchange: 'okx',
      instrument: 'BTC',
      symbol: 'BTC',
      quote: 'USD',
      kind: 'linear',
      contractSize: 1,
    },
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
  [
    'binance-BTCUSDT-1h-2024-06-19.csv',
    { symbol: 'btc/usdt' },
    'symbol: expected a base asset like BTC, got "btc/usdt"',
  ],
])('%s with %o is an error that says what helps', (name, names, message) => {
  expect(() => nameMarket(name, names)).toThrow(message);
});
