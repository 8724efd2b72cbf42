import { expect, test } from 'vitest';
import { venueContract } from '../../schema/venue-contract.ts';
import { contractNames } from '../support/contract-names.ts';

test.each(contractNames())('%s means by %s what it trades', (exchange, name, expected) => {
  expect(venueContract(exchange, name)).toMatchObject(expected);
});

test('where a venue quotes in plain USD, so does every name of it that ends so', () => {
  expect(venueContract('bybit', 'ABCBUSD')).toMatchObject({ symbol: 'ABCB', quote: 'USD' });
  expect(venueContract('binance', 'ABCBUSD')).toMatchObject({ symbol: 'ABC', quote: 'BUSD' });
  expect(venueContract('binance', 'ABCBUSD_PERP')).toMatchObject({ symbol: 'ABCB', quote: 'USD' });
  expect(venueContract('binance', 'ABCBUSD_260327', true)).toMatchObject({ symbol: 'ABCB', quote: 'USD' });
});

test.each([
  ['binance', 'BTCUSDT_260327'],
  ['okx', 'BTC-USDT-260327'],
  ['gate', 'BTC_USDT_20260327'],
  ['deribit', 'BTC-27MAR26'],
  ['htx', 'BTC260327'],
  ['bitget', 'BTCUSDH26'],
  ['kucoin', 'XBTMH26'],
  ['kraken', 'FI_XBTUSD_260327'],
] as const)('%s: %s ends at a date', (exchange, name) => {
  expect(venueContract(exchange, name)).toMatchObject({ symbol: 'BTC', dated: true });
});

test.each([
  ['binance', 'BTCUSDT'],
  ['binance', '1000000MOGUSDT'],
  ['binance', 'C98USDT'],
  ['lighter', 'SHIB1000000'],
  ['kucoin', 'XBTUSDTM'],
  ['okx', 'BTC-USD-SWAP'],
  ['bybit', '1000PEPEPERP'],
] as const)('%s: %s has no end', (exchange, name) => {
  expect(venueContract(exchange, name)?.dated).toBe(false);
});

test.each(['BTC-27MAR26-80000-C', 'BTC-USD-260327-90000-P', 'BTC-FS-27MAR26_PERP', '', '-'])(
  '%j is no contract',
  name => {
    expect(venueContract('okx', name)).toBeUndefined();
    expect(venueContract('hyperliquid', name)).toBeUndefined();
  },
);

test('a coin alone is a contract only where venues name theirs so', () => {
  expect(venueContract('hyperliquid', 'BTC')).toEqual({
    ...{ symbol: 'BTC', quote: 'USD', kind: 'linear', scale: 1, dated: false },
  });
  expect(venueContract('lighter', 'BTC')).toMatchObject({ quote: 'USDC' });
  expect(venueContract('bybit', 'BTC')).toBeUndefined();
});
