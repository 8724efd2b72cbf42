import { expect, test } from 'vitest';
import { coinOf, isDollar, readContractName } from '../../schema/contract-name.ts';
import { contractNames } from '../support/contract-names.ts';

const coin = (name: string) => readContractName(name).symbol;

test.each(contractNames())('%s writes %s', (_, name, { symbol, scale, quote }) => {
  const read = readContractName(name);
  expect(read).toMatchObject({ symbol, scale });
  // A name may leave the quote to be known.
  expect([quote, undefined]).toContain(read.quote);
  expect(readContractName(name.toLowerCase())).toEqual(read);
});

test.each([
  ['btc', 'BTC'],
  ['BTC-PERP', 'BTC'],
  ['btcusdt.p', 'BTC'],
  ['BINANCE:BTCUSDT.P', 'BTC'],
  ['BYBIT:DOTUSD.P', 'DOT'],
  ['BYBIT:BTCUSDH2026', 'BTC'],
  ['HYPERLIQUID:BTC', 'BTC'],
  ['BTC/USDT:USDT', 'BTC'],
  ['BTCUSDT:USDT', 'BTC'],
  ['BTC/USD:BTC', 'BTC'],
  ['BTC/USDT:USDT-260327', 'BTC'],
  ['1000PEPE/USDT:USDT', 'PEPE'],
  ['btc usdt perp', 'BTC'],
  ['BTC.USDT', 'BTC'],
  [' eth_usdt ', 'ETH'],
  ['BTCEUR', 'BTC'],
  ['BTC-EUR', 'BTC'],
  ['PERP_ETH_USDC', 'ETH'],
  ['BTC-USD-PERP', 'BTC'],
  ['BTCUST', 'BTC'],
  ['xbtusd', 'BTC'],
  ['KPEPE', 'PEPE'],
  ['kpepe', 'PEPE'],
  ['1000x', 'X'],
  ['1000SHIBUSD', 'SHIB'],
  ['BTCUSD.PERP', 'BTC'],
  ['BTC/USD:BTC-260327', 'BTC'],
])('people paste %s and mean %s', (name, symbol) => {
  expect(coin(name)).toBe(symbol);
  expect(coin(name.toLowerCase())).toBe(symbol);
});

test.each([
  'USDT',
  'USDC',
  'USDE',
  'USD1',
  'FDUSD',
  'BUSD',
  'TUSD',
  'USTC',
  'TRUST',
  'WBTC',
  'CBBTC',
  'STETH',
  'PERP',
  'UNI',
  'KAVA',
  'KAS',
  '1INCH',
  '1MT',
  'IQ50',
  'C98',
  'M87',
])('%s is a coin by itself', name => {
  expect(readContractName(name)).toEqual({ symbol: name, scale: 1 });
});

test.each([
  ['SHIBUSD', 'SHIB', 'USD'],
  ['PNUTUSD', 'PNUT', 'USD'],
  ['IOSTUSD', 'IOST', 'USD'],
  ['XAUTUSD', 'XAUT', 'USD'],
  ['APTUSD', 'APT', 'USD'],
  ['TRBUSD', 'TRB', 'USD'],
  ['USDTUSD', 'USDT', 'USD'],
  ['BTCTUSD', 'BTC', 'TUSD'],
  ['DOGEBUSD', 'DOGE', 'BUSD'],
  ['SOLFDUSD', 'SOL', 'FDUSD'],
  ['ETHUSDE', 'ETH', 'USDE'],
  ['ETHBTC', 'ETH', 'BTC'],
])('%s is split where a coin is left: %s in %s', (name, symbol, quote) => {
  expect(readContractName(name)).toEqual({ symbol, scale: 1, quote });
});

test.each([
  'BTC-27MAR26-80000-C',
  'BTC-USD-260327-90000-P',
  'BTC-FS-27MAR26_PERP',
  '__PROTO__',
  '',
  '-',
  ':',
])('%j is no contract, and comes back', name => {
  expect(readContractName(name)).toEqual({ symbol: name, scale: 1 });
});

test.each([
  ['1000PEPE', 'PEPE', 1000],
  ['1000X', 'X', 1000],
  ['SHIB1000', 'SHIB', 1000],
  ['10000SATS', 'SATS', 10_000],
  ['1MBABYDOGE', 'BABYDOGE', 1_000_000],
  ['kBONK', 'BONK', 1000],
  ['KBONK', 'BONK', 1000],
  ['1INCH', '1INCH', 1],
  ['1000', '1000', 1],
  ['100ABC', '100ABC', 1],
  ['XBT', 'BTC', 1],
  ['constructor', 'CONSTRUCTOR', 1],
])('a base of %s counts %s by %d', (base, symbol, scale) => {
  expect(coinOf(base)).toEqual({ symbol, scale });
});

test('stable coins and the dollar are dollars, nothing else is, whatever objects inherit', () => {
  expect(['USD', 'USDT', 'USDC', 'FDUSD', 'BUSD', 'TUSD', 'USD1', 'USDE', 'USDD'].every(isDollar)).toBe(true);
  expect(['BTC', 'EUR', 'UST', 'USDX', 'XUSD', 'constructor', ''].some(isDollar)).toBe(false);
});
