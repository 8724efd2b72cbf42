import { expect, test } from 'vitest';
import { liquidationPrice, readPosition } from '../../../widget/plot/position.ts';

test('a position is side, entry and leverage', () => {
  expect(readPosition('long 60000 20x')).toEqual({ side: 'long', entry: 60_000, leverage: 20 });
  expect(readPosition(' SHORT 0.25 5 ')).toEqual({ side: 'short', entry: 0.25, leverage: 5 });
});

test('what is no position is none', () => {
  for (const text of ['', 'long', 'long 0 10x', 'long 100 0.5x', 'buy 100 10x', 'long 1e5 10x']) {
    expect(readPosition(text)).toBeUndefined();
  }
});

test('a long is liquidated below its entry, a short above, by leverage less maintenance margin', () => {
  // 60,000 · 0.95 / 0.996 and 60,000 · 1.05 / 1.004.
  expect(liquidationPrice({ side: 'long', entry: 60_000, leverage: 20 })).toBeCloseTo(57_228.92, 2);
  expect(liquidationPrice({ side: 'short', entry: 60_000, leverage: 20 })).toBeCloseTo(62_749, 0);
});
