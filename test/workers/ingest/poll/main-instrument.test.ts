import { expect, test } from 'vitest';
import type { Instrument } from '../../../../schema/market.ts';
import { mainInstrument } from '../../../../workers/ingest/poll/main-instrument.ts';

const contract = (
  instrument: string,
  kind: Instrument['kind'],
  quote: string,
  symbol = 'BTC',
): Instrument => ({
  ...{ exchange: 'binance', instrument, symbol, quote, kind, contractSize: 1 },
});
const mainOf = (...contracts: Instrument[]) => mainInstrument(contracts, 'BTC')?.instrument;

test('a perpetual stands for a symbol, not a dated contract', () => {
  const usdt = ['BTCUSDT_260327', 'BTCUSDT', 'BTC-27MAR26', 'BTCUSDTH26'];
  expect(mainOf(...usdt.map(name => contract(name, 'linear', 'USDT')))).toBe('BTCUSDT');
});

test('the digits of a unit are no date', () => {
  const millions = contract('1000000BTCUSDT', 'linear', 'USDT');
  expect(mainOf(contract('BTCUSDT_260327', 'linear', 'USDT'), millions)).toBe('1000000BTCUSDT');
});

test('linear comes before inverse, and USDT before USDC before any other quote', () => {
  const inverse = contract('BTCUSD_PERP', 'inverse', 'USD');
  const usdc = contract('BTCUSDC', 'linear', 'USDC');
  expect(mainOf(inverse, usdc)).toBe('BTCUSDC');
  expect(mainOf(inverse, usdc, contract('BTCUSDT', 'linear', 'USDT'))).toBe('BTCUSDT');
  expect(mainOf(contract('BTCEUR', 'linear', 'EUR'), usdc)).toBe('BTCUSDC');
});

test('an inverse perpetual comes before a dated linear contract', () => {
  expect(mainOf(contract('BTC-260327', 'linear', 'USDT'), contract('BTC-USD', 'inverse', 'USD'))).toBe(
    'BTC-USD',
  );
});

test('a symbol the venue does not have has none', () => {
  expect(mainOf(contract('ETHUSDT', 'linear', 'USDT', 'ETH'))).toBeUndefined();
});
