import { expect, test } from 'vitest';
import {
  type ColourScale,
  coloursOfBytes,
  entryOf,
  fittingScale,
} from '../../../widget/plot/colour-scale.ts';
import { legendTicks } from '../../../widget/plot/legend.ts';

test('equal ratios of USD are equal steps of colour', () => {
  const scale = { low: 1e6, high: 100e6, kind: 'log' } as const;
  expect([1e6, 10e6, 100e6].map(usd => entryOf(usd, scale))).toEqual([1, 128, 255]);
});

test('below the scale nothing is drawn, above it the strongest colour', () => {
  const scale = { low: 1e6, high: 100e6, kind: 'log' } as const;
  expect([0, 0.9e6, 500e6].map(usd => entryOf(usd, scale))).toEqual([0, 0, 255]);
});

test('an empty grid has no scale and no colours', () => {
  const cells = { min: 0, max: 0 };
  expect(fittingScale(new Uint8Array(10), cells)).toBeUndefined();
  expect([
    ...coloursOfBytes(
      cells,
      undefined,
      Uint32Array.from({ length: 256 }, () => 7),
    ),
  ]).toEqual(Array(256).fill(0));
});

test('a grid of one value is drawn', () => {
  const scale = fittingScale(Uint8Array.of(0, 1, 0, 1), { min: 5e6, max: 5e6 });
  expect(scale?.high).toBe(5e6);
  expect(entryOf(5e6, scale as NonNullable<typeof scale>)).toBe(255);
});

test.each([
  ['a decade where most cells hold nearly as much as the fullest', [200, 210, 220, 230, 240, 255], 0.1],
  ['two decades where most hold next to nothing', [1, 1, 1, 1, 2, 255], 0.01],
])('the colours span %s', (_, bytes, part) => {
  // Bytes are equal steps of log USD, from 1 to 1,000,000.
  const scale = fittingScale(Uint8Array.from(bytes), { min: 1, max: 1e6 }) as ColourScale;
  expect(scale.high).toBeCloseTo(1e6, 3);
  expect(scale.low / scale.high).toBeCloseTo(part, 9);
});

test('the legend names round amounts with their places', () => {
  expect(legendTicks({ low: 1e6, high: 100e6, kind: 'log' })).toEqual([
    { usd: 1e6, place: 0 },
    { usd: 10e6, place: 0.5 },
    { usd: 100e6, place: 1 },
  ]);
});
