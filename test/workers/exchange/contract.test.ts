import { expect, test } from 'vitest';
import { binanceContract } from '../../../workers/exchange/binance.ts';
import { bitfinexContract } from '../../../workers/exchange/bitfinex-market.ts';
import { bitgetContract } from '../../../workers/exchange/bitget-market.ts';
import { bybitContract } from '../../../workers/exchange/bybit-market.ts';
import { coinexContract } from '../../../workers/exchange/coinex-market.ts';
import { contractOf, contractSize } from '../../../workers/exchange/contract.ts';
import { deribitContract } from '../../../workers/exchange/deribit-market.ts';
import { dydxContract } from '../../../workers/exchange/dydx-market.ts';
import { gateContract } from '../../../workers/exchange/gate-market.ts';
import { htxContract } from '../../../workers/exchange/htx-market.ts';
import { krakenContract } from '../../../workers/exchange/kraken-market.ts';
import { okxContract } from '../../../workers/exchange/okx-market.ts';

test.each([
  ['kucoin', '1000XUSDTM', '1000X', 'USDT', 'X', 1000],
  ['kucoin', 'XBTUSDTM', 'XBT', 'USDT', 'BTC', 1],
  ['mexc', '10000SATS_USDT', '10000SATS', 'USDT', 'SATS', 10_000],
  ['lighter', '4', '1000PEPE', 'USDC', 'PEPE', 1000],
] as const)('%s: %s, whose list tells the base %s, is its coin', (_, name, base, quote, symbol, scale) => {
  expect(contractOf(name, base, quote, 'linear')).toEqual({
    instrument: name,
    ...{ symbol, quote, kind: 'linear', scale },
  });
});

test('an event of COIN-M tells its pair, and so that BTCB is no BTC in BUSD', () => {
  expect(binanceContract('ABCBUSD_260327', 'ABCBUSD')).toMatchObject({
    symbol: 'ABCB',
    quote: 'USD',
    unit: 10,
  });
  expect(binanceContract('BTCUSD_PERP', undefined)).toMatchObject({ kind: 'inverse', unit: 100 });
  expect(binanceContract('BTCBUSD_210129', undefined)).toMatchObject({ quote: 'BUSD', kind: 'linear' });
});

test.each([
  ['bybit', bybitContract, 'BTC', 'bybit BTC: expected a symbol that ends in its quote'],
  ['bitget', bitgetContract, 'BTC', 'bitget BTC: expected a symbol that ends in its quote'],
  ['coinex', coinexContract, 'BTC', 'coinex market: expected a symbol that ends in its quote, got BTC'],
  [
    'deribit',
    deribitContract,
    'BTC-27MAR26-80000-C',
    'deribit instrument_name: expected a perpetual or a dated future, got BTC-27MAR26-80000-C',
  ],
  ['deribit', deribitContract, 'BTC-FS-27MAR26_PERP', 'deribit instrument_name: expected a perpetual'],
  ['deribit', deribitContract, 'BTC_USDC', 'deribit instrument_name: expected a perpetual'],
  ['dydx', dydxContract, 'BTCUSDT', 'dydx market: expected BASE-USD, got BTCUSDT'],
  ['gate', gateContract, 'BTCUSDT', 'gate contract: expected BASE_QUOTE, got BTCUSDT'],
  ['gate', gateContract, 'ETH_USD', 'gate ETH_USD: expected a linear or inverse contract, got a quanto'],
  ['htx', htxContract, 'BTC', 'htx contract_code: expected BASE-QUOTE, got BTC'],
  [
    'kraken',
    krakenContract,
    'in_xbtusd',
    'kraken product_id: expected a PF_, FF_, PI_ or FI_ contract in USD',
  ],
  ['okx', okxContract, 'BTC-USD-260327-90000-C', 'okx instId: expected a swap or a dated future'],
  ['okx', okxContract, 'BTC', 'okx instId: expected a swap or a dated future, got BTC'],
] as const)('%s: what is none of its contracts is an error', (_, read, name, message) => {
  expect(() => read(name)).toThrow(message);
});

test.each(['tBTCUSD', 'tTESTBTCF0:TESTUSDTF0', 'fUSD'])('bitfinex: %s is none of its contracts', name => {
  expect(bitfinexContract(name)).toBeUndefined();
});

test('a given contract size is in the unit of the venue, the listed one in coins', () => {
  const contract = contractOf('1000SATS-USDT-SWAP', '1000SATS', 'USDT', 'linear');
  expect(contractSize(contract, { contractSize: 10 })).toBe(10_000);
  const listed = {
    exchange: 'okx',
    instrument: 'x',
    symbol: 'SATS',
    quote: 'USDT',
    kind: 'linear',
    contractSize: 500,
  } as const;
  expect(contractSize(contract, { instrument: () => listed })).toBe(500);
  expect(() => contractSize(contract, { contractSize: 0 })).toThrow(
    'expected a contract size above 0, got 0',
  );
});
