import { describe, expect, it } from 'vitest';
import { isDollar, readContractName, splitPair } from '../../schema/contract-name.ts';

/** Real names: [as written, coin, coins per unit, quote]. */
const NAMES: Record<string, [name: string, symbol: string, scale: number, quote?: string][]> = {
  binance: [
    ['BTCUSDT', 'BTC', 1, 'USDT'],
    ['BTCUSDC', 'BTC', 1, 'USDC'],
    ['BTCFDUSD', 'BTC', 1, 'FDUSD'],
    ['BTCBUSD', 'BTC', 1, 'BUSD'],
    ['BNBBUSD', 'BNB', 1, 'BUSD'],
    ['1000SHIBBUSD', 'SHIB', 1000, 'BUSD'],
    ['BTCUSDT_260327', 'BTC', 1, 'USDT'],
    ['BTCUSD_PERP', 'BTC', 1, 'USD'],
    ['BNBUSD_PERP', 'BNB', 1, 'USD'],
    ['BTCUSD_260327', 'BTC', 1, 'USD'],
    ['1000PEPEUSDT', 'PEPE', 1000, 'USDT'],
    ['1000XUSDT', 'X', 1000, 'USDT'],
    ['1000CATUSDT', 'CAT', 1000, 'USDT'],
    ['1000000MOGUSDT', 'MOG', 1_000_000, 'USDT'],
    ['1MBABYDOGEUSDT', 'BABYDOGE', 1_000_000, 'USDT'],
    ['1INCHUSDT', '1INCH', 1, 'USDT'],
    ['TUSDT', 'T', 1, 'USDT'],
    ['SUSDT', 'S', 1, 'USDT'],
    ['PERPUSDT', 'PERP', 1, 'USDT'],
    ['USDCUSDT', 'USDC', 1, 'USDT'],
    ['C98USDT', 'C98', 1, 'USDT'],
    ['币安人生USDT', '币安人生', 1, 'USDT'],
  ],
  bybit: [
    ['BTCUSD', 'BTC', 1, 'USD'],
    ['DOTUSD', 'DOT', 1, 'USD'],
    ['ARBUSD', 'ARB', 1, 'USD'],
    ['SHIBUSD', 'SHIB', 1, 'USD'],
    ['BTCUSDH26', 'BTC', 1, 'USD'],
    ['BTCUSDT-27MAR26', 'BTC', 1, 'USDT'],
    ['BTC-27MAR26', 'BTC', 1],
    ['BTCPERP', 'BTC', 1],
    ['SHIB1000USDT', 'SHIB', 1000, 'USDT'],
    ['10000LADYSUSDT', 'LADYS', 10_000, 'USDT'],
    ['1000000CHEEMSUSDT', 'CHEEMS', 1_000_000, 'USDT'],
  ],
  okx: [
    ['BTC-USDT-SWAP', 'BTC', 1, 'USDT'],
    ['BTC-USD-SWAP', 'BTC', 1, 'USD'],
    ['BTC-USD_UM-SWAP', 'BTC', 1, 'USD'],
    ['BTC-USDT-260327', 'BTC', 1, 'USDT'],
  ],
  gate: [
    ['BTC_USDT', 'BTC', 1, 'USDT'],
    ['BTC_USDT_20260327', 'BTC', 1, 'USDT'],
    ['BTC_USD', 'BTC', 1, 'USD'],
  ],
  htx: [
    ['BTC-USDT', 'BTC', 1, 'USDT'],
    ['ETH-USD', 'ETH', 1, 'USD'],
    ['BTC-USDT-260327', 'BTC', 1, 'USDT'],
    ['BTC200703', 'BTC', 1],
  ],
  bitget: [
    ['BTCUSDT', 'BTC', 1, 'USDT'],
    ['BTCPERP', 'BTC', 1],
    ['ETHUSDH26', 'ETH', 1, 'USD'],
  ],
  bitfinex: [
    ['tBTCF0:USTF0', 'BTC', 1, 'USDT'],
    ['tIOTF0:USTF0', 'IOTA', 1, 'USDT'],
  ],
  deribit: [
    ['BTC-PERPETUAL', 'BTC', 1],
    ['ETH-27MAR26', 'ETH', 1],
    ['SOL_USDC-PERPETUAL', 'SOL', 1, 'USDC'],
    ['BTC_USDC-27MAR26', 'BTC', 1, 'USDC'],
  ],
  kraken: [
    ['PF_XBTUSD', 'BTC', 1, 'USD'],
    ['PI_XBTUSD', 'BTC', 1, 'USD'],
    ['FI_ETHUSD_260327', 'ETH', 1, 'USD'],
    ['pf_dotusd', 'DOT', 1, 'USD'],
  ],
  dydx: [
    ['BTC-USD', 'BTC', 1, 'USD'],
    ['FLOKI,UNISWAP_V3,0XCF0C122C6B73FF809C693DB761E7BAEBE62B6A2E-USD', 'FLOKI', 1, 'USD'],
  ],
  coinex: [['DOGEUSDT', 'DOGE', 1, 'USDT']],
  aster: [['ASTERUSDT', 'ASTER', 1, 'USDT']],
  lighter: [['ETH', 'ETH', 1]],
  hyperliquid: [
    ['BTC', 'BTC', 1],
    ['kPEPE', 'PEPE', 1000],
  ],
  kucoin: [
    ['XBTUSDTM', 'BTC', 1, 'USDT'],
    ['XBTUSDM', 'BTC', 1, 'USD'],
    ['ETHUSDCM', 'ETH', 1, 'USDC'],
    ['1000BONKUSDTM', 'BONK', 1000, 'USDT'],
  ],
  mexc: [['PEPE_USDT', 'PEPE', 1, 'USDT']],
  pasted: [
    ['btcusdt', 'BTC', 1, 'USDT'],
    [' btc-usd ', 'BTC', 1, 'USD'],
    ['BTC/USDT:USDT', 'BTC', 1, 'USDT'],
    ['BTC/USD:BTC-260327', 'BTC', 1, 'USD'],
    ['BINANCE:BTCUSDT.P', 'BTC', 1, 'USDT'],
    ['BTCUSD.PERP', 'BTC', 1, 'USD'],
    ['XBTUSD', 'BTC', 1, 'USD'],
    ['XBT', 'BTC', 1],
    ['1000PEPE', 'PEPE', 1000],
    ['SHIB1000', 'SHIB', 1000],
    ['PERP', 'PERP', 1],
    ['USDC', 'USDC', 1],
    ['WBTC', 'WBTC', 1],
  ],
};

describe.each(Object.entries(NAMES))('%s', (_venue, names) => {
  it.each(names)('%s is %s × %s', (...[name, symbol, scale, quote]) => {
    expect(readContractName(name)).toEqual({ symbol, scale, ...(quote !== undefined && { quote }) });
  });
});

it('splits a pair at its longest quote, and needs something before it', () => {
  expect(splitPair('BTCFDUSD')).toEqual({ base: 'BTC', quote: 'FDUSD' });
  expect(splitPair('ETHBTC')).toEqual({ base: 'ETH', quote: 'BTC' });
  expect(splitPair('USDT')).toBeUndefined();
  expect(splitPair('BTC')).toBeUndefined();
});

it('takes BUSD for a quote only where contracts were margined in it', () => {
  expect(splitPair('BTCBUSD')).toEqual({ base: 'BTC', quote: 'BUSD' });
  expect(splitPair('BNBUSD')).toEqual({ base: 'BNB', quote: 'USD' });
  expect(splitPair('IOSTUSD')).toEqual({ base: 'IOST', quote: 'USD' });
  expect(splitPair('ARBUSD')).toEqual({ base: 'ARB', quote: 'USD' });
});

it('knows what is a dollar, whatever objects inherit', () => {
  expect(isDollar('BUSD')).toBe(true);
  expect(isDollar('BTC')).toBe(false);
  expect(isDollar('constructor')).toBe(false);
  expect(readContractName('constructor').symbol).toBe('CONSTRUCTOR');
  expect(readContractName('__proto__').symbol).not.toBe('');
});
