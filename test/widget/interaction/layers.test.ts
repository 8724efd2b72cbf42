import { afterEach, expect, test, vi } from 'vitest';
import { encodeHeatmapBin } from '../../../schema/heatmap-bin.ts';
import type { Heatmap } from '../../../schema/wire.ts';
import { sampleHeatmap } from '../sample.ts';
import { has, mount, part, pixelAt, placeOf, pointAt, sampleAnswer, until } from '../stage.ts';

afterEach(() => vi.restoreAllMocks());

/** The sample with a band of 4 to 16 M USD, nine tenths of it from 50×, and all of it assumption. */
function qualified(): Heatmap {
  const heatmap = sampleHeatmap();
  const full = heatmap.bytes.map(byte => (byte > 0 ? 255 : 0));
  const one = (usd: number) => ({ encoding: 'u8-log', min: usd, max: usd }) as const;
  return {
    ...heatmap,
    band: { low: one(4e6), high: one(16e6) },
    split: { upTo10: one(0.25e6), from20To25: one(0.25e6), from50: one(4.5e6) },
    priorShare: { encoding: 'u8' },
    layers: { low: full, high: full, upTo10: full, from20To25: full, from50: full, priorShare: full },
  };
}

test('a reader who takes interest is told band, leverage and assumption of a cell', async () => {
  vi.spyOn(globalThis, 'fetch').mockImplementation(async url =>
    String(url).includes('with=band')
      ? new Response(encodeHeatmapBin(qualified()))
      : sampleAnswer(String(url)),
  );
  const element = await mount({
    endpoint: 'http://layers.example',
    controls: 'always',
    locale: 'en',
    theme: 'light',
  });
  await until('the controls', () => has(element, '#controls button'));
  const place = placeOf(element, 0.3, 82 * 1.01 ** 25.5);
  await until('the band', () => {
    pointAt(element, { x: place.x + Math.random(), y: place.y });
    return part(element, '.tooltip').textContent.includes('$4M – $16M');
  });
  const said = part(element, '.tooltip').textContent;
  expect(said).toContain('≤ 10× 5% · 20–25× 5% · ≥ 50× 90%');
  expect(said).toContain('mostly assumption');
  // Hatched: along the level not every pixel is the plain red of the palette, #860f24.
  const along = Array.from({ length: 30 }, (_, i) => pixelAt(element, { x: place.x + i, y: place.y })[0]);
  expect(along).toContain(134);
  expect(new Set(along).size).toBeGreaterThan(1);
});
