import { expect, test } from 'vitest';
import { EXCHANGES } from '../../../schema/exchange.ts';
import { LAYERS } from '../../../schema/layer.ts';
import {
  type ColumnOwner,
  codesColumn,
  codesOf,
  codesText,
  decodeColumns,
  encodeColumn,
} from '../../../workers/store/tile-columns.ts';

test('a column keeps its place, its level and its dollars within 0.3 %', () => {
  const usd = [1, 1_234.5, 0, 9e9];
  const text = encodeColumn('all', 95, { firstLevel: -2_304, usd: Float64Array.of(0, ...usd, 0) });
  const [decoded] = decodeColumns(text, 'all');
  expect(decoded?.index).toBe(95);
  expect(decoded?.column.firstLevel).toBe(-2_303);
  expect(decoded?.column.usd).toHaveLength(4);
  decoded?.column.usd.forEach((value, i) => {
    const truth = usd[i] as number;
    expect(Math.abs(value - truth)).toBeLessThanOrEqual(0.003 * truth);
  });
});

test('codes are the levels between the empty ends, and have one text', () => {
  // A code is 0.56 % of dollars: code 1 is 1 USD, code 65 is e^(64 · 0.0056).
  const column = { firstLevel: -2, usd: Float64Array.of(0, 1, 0.1, Math.exp(64 * 0.0056), 0) };
  expect(codesOf(column)).toEqual({ firstLevel: -1, codes: Uint16Array.of(1, 0, 65) });
  expect(codesOf(column)).toBe(codesOf(column));
  // Owner 2, index 5, level 2^23 − 1, 3 levels, then 0·64+1, 0, 1·64+1.
  expect(codesText('bybit', 5, codesOf(column))).toBe('CAFf///ADABAABB');
  expect(encodeColumn('bybit', 5, column)).toBe('CAFf///ADABAABB');
  expect(codesColumn(codesOf(column), { bottom: 0, top: 1 })).toEqual({
    firstLevel: 0,
    usd: Float64Array.of(0, Math.exp(64 * 0.0056)),
  });
});

test('columns of nothing and concatenated columns decode one after another, each for its exchange', () => {
  const nothing = encodeColumn('binance', 0, { firstLevel: 7, usd: new Float64Array(3) });
  const text = nothing + encodeColumn('simulated', 4_000, { firstLevel: 8, usd: Float64Array.of(1) });
  expect(decodeColumns(text, 'binance')).toMatchObject([{ index: 0, column: { usd: { length: 0 } } }]);
  expect(decodeColumns(text, 'simulated')).toMatchObject([{ index: 4_000, column: { firstLevel: 8 } }]);
  expect(decodeColumns(text, 'all')).toEqual([]);
});

test('only the levels within a range are read, and a column beside it is empty', () => {
  const text = encodeColumn('all', 0, { firstLevel: 20, usd: Float64Array.of(1, 1, 1, 1, 1) });
  const read = (bottom: number, top: number) => decodeColumns(text, 'all', { bottom, top })[0]?.column;
  expect(read(22, 23)).toEqual({ firstLevel: 22, usd: Float64Array.of(1, 1) });
  expect(read(10, 21)).toEqual({ firstLevel: 20, usd: Float64Array.of(1, 1) });
  expect(read(24, 99)).toEqual({ firstLevel: 24, usd: Float64Array.of(1) });
  expect(read(0, 19)?.usd).toHaveLength(0);
  expect(read(25, 99)?.usd).toHaveLength(0);
});

test('a broken or impossible column says so', () => {
  expect(() => decodeColumns('AAAA', 'all')).toThrow('expected a base64 digit at 4, got "the end"');
  expect(() => decodeColumns('AA*', 'all')).toThrow('got "*"');
  const text = encodeColumn('all', 0, { firstLevel: 0, usd: Float64Array.of(5, 5) });
  expect(() => decodeColumns(`${text.slice(0, -1)}*`, 'all')).toThrow(/two base64 digits at 11, got ".\*"/);
  expect(() => decodeColumns(`${text.slice(0, -1)}é`, 'all')).toThrow('two base64 digits at 11');
  expect(() => decodeColumns(text.slice(0, -1), 'all')).toThrow('at 12, got "the end"');
  expect(() => encodeColumn('all', 0, { firstLevel: 0, usd: Float64Array.of(Number.NaN) })).toThrow(
    'got NaN',
  );
});

test('whose a column is stands under a number that never changes: new ones are added, none is moved', () => {
  const digitOf = (owner: ColumnOwner) =>
    encodeColumn(owner, 0, { firstLevel: 0, usd: Float64Array.of(1) }).slice(0, 1);
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const stored: Record<string, number> = {
    ...{ all: 0, binance: 1, bybit: 2, okx: 3, gate: 4, htx: 5, bitget: 6, bitfinex: 7, deribit: 8 },
    ...{ kraken: 9, dydx: 10, coinex: 11, aster: 12, lighter: 13, hyperliquid: 14, kucoin: 15, mexc: 16 },
    ...{ aggregate: 17, simulated: 18 },
    ...{ low: 63, high: 62, assumed: 61, upTo10: 60, from20To25: 59, from50: 58 },
  };
  for (const [owner, place] of Object.entries(stored))
    expect(digitOf(owner as ColumnOwner), owner).toBe(digits[place]);
  const places = ['all' as const, ...EXCHANGES, ...LAYERS].map(digitOf);
  expect(new Set(places).size, 'a number was given twice').toBe(places.length);
});
