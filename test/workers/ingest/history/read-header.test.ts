import { expect, test } from 'vitest';
import { readHeader } from '../../../../workers/ingest/history/read-header.ts';

test('columns may stand in any order, optional ones may be absent', () => {
  expect(readHeader('close,low,high,open, volume_base ,open_time_ms,oi_base')).toEqual([
    'close',
    'low',
    'high',
    'open',
    'volume_base',
    'open_time_ms',
    'oi_base',
  ]);
});

test('an unknown column is named', () => {
  expect(() => readHeader('open_time_ms,open,high,low,close,volume')).toThrow(
    'line 1: unknown column "volume"',
  );
});

test('a column that every object has is unknown all the same', () => {
  expect(() => readHeader('toString')).toThrow('line 1: unknown column "toString"');
});

test('a doubled column is named', () => {
  expect(() => readHeader('open,open')).toThrow('line 1: column open stands twice');
});

test('missing columns are named', () => {
  expect(() => readHeader('open_time_ms,open,high,low')).toThrow(
    'line 1: missing column close, volume_base, got only open_time_ms, open, high, low',
  );
});
