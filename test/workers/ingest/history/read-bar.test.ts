import { describe, expect, test } from 'vitest';
import { readBar } from '../../../../workers/ingest/history/read-bar.ts';
import { readHeader } from '../../../../workers/ingest/history/read-header.ts';

const NOW = Date.UTC(2025, 0, 1);
const HEADER = readHeader(
  'open_time_ms,open,high,low,close,volume_base,buy_volume_base,oi_base,liq_long_usd,liq_short_usd,ls_ratio',
);
/** 2024-01-01 00:00 UTC. */
const GOOD = '1704067200000,100,110,90,105,7,3,1.5e3,0,250.5,1.2'.split(',');

/** The good line with some fields replaced. */
function read(replaced: Partial<Record<(typeof HEADER)[number], string>> = {}) {
  return readBar(HEADER.map((column, i) => replaced[column] ?? GOOD[i]).join(','), HEADER, NOW);
}

test('a full line is read, exponents and zeros included', () => {
  expect(read()).toEqual({
    bar: {
      time: 1704067200000,
      open: 100,
      high: 110,
      low: 90,
      close: 105,
      volume: 7,
      buyVolume: 3,
      openInterest: 1500,
      longUsd: 0,
      shortUsd: 250.5,
      accountRatio: 1.2,
    },
  });
});

test('an empty field is not recorded, which is not 0', () => {
  const nothing = { buy_volume_base: '', oi_base: '', liq_long_usd: '', liq_short_usd: '', ls_ratio: '' };
  expect(read(nothing)).toEqual({
    bar: { time: 1704067200000, open: 100, high: 110, low: 90, close: 105, volume: 7 },
  });
});

test('a line with another number of fields is set aside', () => {
  expect(readBar(GOOD.slice(0, 9).join(','), HEADER, NOW)).toEqual({
    problem: { expected: '11 fields', got: '9' },
  });
});

describe('a field that cannot be believed is named with what was expected and what came', () => {
  test.each([
    ['high', 'x', 'a number above 0', '"x"'],
    ['open', '', 'a number above 0', 'nothing'],
    ['close', '0', 'a number above 0', '"0"'],
    ['low', '-90', 'a number above 0', '"-90"'],
    ['volume_base', '', 'a number of 0 or more', 'nothing'],
    ['volume_base', '0x10', 'a number of 0 or more', '"0x10"'],
    ['oi_base', 'NaN', 'a number of 0 or more', '"NaN"'],
    ['oi_base', 'Infinity', 'a number of 0 or more', '"Infinity"'],
    ['oi_base', '1e999', 'a number of 0 or more', '"1e999"'],
    ['liq_long_usd', '-1', 'a number of 0 or more', '"-1"'],
    ['liq_short_usd', '"5"', 'a number of 0 or more', '"\\"5\\""'],
    ['ls_ratio', '1.2.3', 'a number of 0 or more', '"1.2.3"'],
    ['open_time_ms', '1704067200', 'milliseconds UTC between 2010 and now', '"1704067200"'],
    ['open_time_ms', '1704067200000.5', 'milliseconds UTC between 2010 and now', '"1704067200000.5"'],
    ['open_time_ms', '2024-01-01', 'milliseconds UTC between 2010 and now', '"2024-01-01"'],
    ['open_time_ms', `${NOW + 1}`, 'milliseconds UTC between 2010 and now', `"${NOW + 1}"`],
  ] as const)('%s = %s', (column, text, expected, got) => {
    expect(read({ [column]: text })).toEqual({ problem: { column, expected, got } });
  });
});

describe('prices and volumes that contradict each other are set aside', () => {
  test.each([
    [{ high: '80' }, 'high', 'at least 90 (the low)', '80'],
    [{ high: '104' }, 'high', 'at least 105 (the close)', '104'],
    [{ low: '101' }, 'low', 'at most 100 (the open)', '101'],
    [{ buy_volume_base: '7.1' }, 'buy_volume_base', 'at most 7 (the volume)', '7.1'],
  ] as const)('%o', (replaced, column, expected, got) => {
    expect(read(replaced)).toEqual({ problem: { column, expected, got } });
  });
});

describe('numbers that no market has are set aside, by the column they stand in', () => {
  const price = 'a number of at least 1e-15 and at most 1000000000';
  test.each([
    [{ high: '1e308' }, 'high', price, '1e+308'],
    [{ low: '1e-320' }, 'low', price, '1e-320'],
    [{ high: '1000000' }, 'high', 'at most 10000 times the low (90)', '1000000'],
    [{ volume_base: '1e300' }, 'volume_base', 'a number of at least 0 and at most 1e+21', '1e+300'],
    [{ volume_base: '1e12' }, 'volume_base', 'at most 10000000000000 USD at a price of 105', '1000000000000'],
    [{ oi_base: '1e100' }, 'oi_base', 'a number of at least 0 and at most 1e+21', '1e+100'],
    [{ liq_long_usd: '1e60' }, 'liq_long_usd', 'a number of at least 0 and at most 10000000000000', '1e+60'],
    [{ ls_ratio: '1e9' }, 'ls_ratio', 'a number of at least 0 and at most 1000000', '1000000000'],
  ] as const)('%o', (replaced, column, expected, got) => {
    expect(read(replaced)).toEqual({ problem: { column, expected, got } });
  });

  test('a volume beyond all numbers is no number', () => {
    expect(read({ volume_base: '1e400' })).toEqual({
      problem: { column: 'volume_base', expected: 'a number of 0 or more', got: '"1e400"' },
    });
  });

  test('a price that is one by the thousand and none by the coin', () => {
    const line = '1704067200000,1e-14,1e-14,1e-14,1e-14,1,1,1,0,0,1';
    expect(readBar(line, HEADER, NOW)).toHaveProperty('bar.close', 1e-14);
    expect(readBar(line, HEADER, NOW, 1_000)).toMatchObject({ problem: { column: 'open', got: '1e-17' } });
  });
});

test('a bar that did not move is a bar', () => {
  expect(read({ open: '100', high: '100', low: '100', close: '100' })).toHaveProperty('bar.high', 100);
});
