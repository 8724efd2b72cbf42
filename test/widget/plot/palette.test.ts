import { describe, expect, test } from 'vitest';
import { BACKGROUNDS, oklab, PALETTES, palette, rgbOf, type Theme } from '../../../widget/plot/palette.ts';

const THEMES: Theme[] = ['light', 'dark'];

/** Distance in OKLab between a page and what an entry looks like upon it. */
function salience(entry: number, page: string): number {
  const alpha = (entry >>> 24) / 255;
  const behind = rgbOf(page);
  const bytes = [entry & 255, (entry >> 8) & 255, (entry >> 16) & 255];
  const seen = bytes.map((byte, i) => byte * alpha + (behind[i] as number) * (1 - alpha));
  const [l, a, b] = oklab(seen as [number, number, number]);
  const [l0, a0, b0] = oklab(behind);
  return Math.hypot(l - l0, a - a0, b - b0);
}

describe.each(PALETTES)('palette %s', name => {
  test.each(THEMES)('stands out the more, the more USD a cell holds, on a %s page', theme => {
    const page = BACKGROUNDS[theme];
    const saliences = [...palette(name, theme)].slice(1).map(entry => salience(entry, page));
    let highest = 0;
    for (const value of saliences) {
      // Rounding to 8 bits moves a colour by up to 0.002; the eye sees steps of 0.02.
      expect(value).toBeGreaterThan(highest - 0.002);
      highest = Math.max(highest, value);
    }
    for (let i = 12; i < saliences.length; i += 12) {
      expect(saliences[i] as number).toBeGreaterThan(saliences[i - 12] as number);
    }
  });

  test.each(THEMES)('shows its thinnest and its densest on a %s page', theme => {
    const entries = palette(name, theme);
    expect(salience(entries[1] as number, BACKGROUNDS[theme])).toBeGreaterThan(0.03);
    expect(salience(entries[255] as number, BACKGROUNDS[theme])).toBeGreaterThan(0.5);
  });

  test.each(THEMES)('leaves the empty cell to the %s page', theme => {
    expect(palette(name, theme)[0]).toBe(0);
  });
});

test('the default runs from green through yellow and orange to red on a light page', () => {
  const hues = [1, 102, 153, 255].map(i => {
    const entry = palette('ember', 'light')[i] as number;
    const [, a, b] = oklab([entry & 255, (entry >> 8) & 255, (entry >> 16) & 255]);
    return (Math.atan2(b, a) * 180) / Math.PI;
  });
  // OKLab hues: green about 130°, yellow about 95°, orange about 70°, red about 20°.
  expect(hues[0]).toBeGreaterThan(115);
  expect(hues[1]).toBeGreaterThan(85);
  expect(hues[1]).toBeLessThan(115);
  expect(hues[2]).toBeGreaterThan(60);
  expect(hues[2]).toBeLessThan(85);
  expect(hues[3]).toBeLessThan(30);
});
