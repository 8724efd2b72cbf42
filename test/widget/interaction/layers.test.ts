import { afterEach, expect, test, vi } from 'vitest';
import type { Heatmap } from '../../../schema/answer/heatmap.ts';
import { encodeHeatmapBin } from '../../../schema/heatmap-bin.ts';
import { middle, sampleHeatmap } from '../sample.ts';
import { has, mount, part, pixelAt, placeOf, pointAt, sampleAnswer, settled, until } from '../stage.ts';

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
  const place = placeOf(element, 0.3, middle(25));
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

test('without bands none is asked for, and none told', async () => {
  const asked = vi.spyOn(globalThis, 'fetch').mockImplementation(async url => {
    const { band: _, layers = {}, ...heatmap } = qualified();
    const { low: __, high: ___, ...others } = layers;
    return String(url).includes('with=priorShare')
      ? new Response(encodeHeatmapBin({ ...heatmap, layers: others }))
      : sampleAnswer(String(url));
  });
  const element = await mount({
    endpoint: 'http://bandless.example',
    controls: 'always',
    bands: 'off',
    locale: 'en',
  });
  await until('the controls', () => has(element, '#controls button'));
  const place = placeOf(element, 0.3, middle(25));
  await until('the leverage', () => {
    pointAt(element, { x: place.x + Math.random(), y: place.y });
    return part(element, '.tooltip').textContent.includes('≥ 50× 90%');
  });
  expect(part(element, '.tooltip').textContent).not.toContain('–  $');
  expect(part(element, '.tooltip').textContent).not.toContain('$16M');
  expect(asked.mock.calls.some(([url]) => String(url).includes('with=band'))).toBe(false);
});

test('a grid that brings its own band is told with it, and drawn with it in the map', async () => {
  const element = await mount({
    data: { heatmap: qualified() },
    controls: 'always',
    view: 'heatmap map',
    locale: 'en',
    theme: 'light',
  });
  await until('the controls', () => has(element, '#controls button'));
  const place = placeOf(element, 0.3, middle(25));
  await until('the band', () => {
    pointAt(element, { x: place.x + Math.random(), y: place.y });
    return part(element, '.tooltip').textContent.includes('$4M – $16M');
  });
  // Along the bar of 8 M USD of shorts (#1c9a63): solid to 4 M, fainter to 8 M, faintest to 16 M.
  const canvas = part(element, '.heat canvas') as HTMLCanvasElement;
  const { y } = placeOf(element, 0.3, middle(25));
  const left = Math.round(canvas.width * 0.72);
  const row = Math.round(
    ((y - canvas.getBoundingClientRect().top) * canvas.height) / canvas.getBoundingClientRect().height,
  );
  const alphas = () => {
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    const { data } = context.getImageData(left, row, canvas.width - left, 1);
    const steps = new Set<number>();
    for (let i = 0; i < data.length; i += 4) {
      const [red = 0, green = 0, blue = 0, alpha = 0] = data.slice(i, i + 4);
      if (alpha > 50 && green > red && green > blue) steps.add(alpha);
    }
    return steps;
  };
  await until('the band in the map', () => alphas().size >= 3);
  expect(alphas()).toContain(255);
});

test('assumption is hatched in the past as it is now, and not where nothing was known yet', async () => {
  const heatmap = qualified();
  // Assumption only on the shorts, level 25; longs on level 12 rest on data.
  const priorShare = heatmap.bytes.map((byte, i) => (byte > 0 && i % 40 === 25 ? 255 : 0));
  const data = { heatmap: { ...heatmap, layers: { ...heatmap.layers, priorShare } } };
  const element = await mount({ data, controls: 'always', theme: 'light' });
  await until('the controls', () => has(element, '#controls button'));
  const colours = (level: number, from: number) => {
    const { x, y } = placeOf(element, from, middle(level));
    return new Set(Array.from({ length: 30 }, (_, i) => pixelAt(element, { x: x + i, y }).join())).size;
  };
  await until('the hatching', () => colours(25, 0.3) > 1);
  expect(colours(12, 0.3)).toBe(1);
  part(element, '#controls button:last-of-type').click();
  await until('the options', () => has(element, 'input[type=range]'));
  const travel = [
    ...(element.shadowRoot?.querySelectorAll<HTMLInputElement>('input[type=range]') ?? []),
  ].find(({ max }) => max === '24') as HTMLInputElement;
  // Fifteen of the 24 columns: what lies right of them was not known.
  travel.value = '15';
  travel.dispatchEvent(new Event('input', { bubbles: true }));
  await settled(element);
  expect(colours(25, 0.3)).toBeGreaterThan(1);
  expect(colours(12, 0.3)).toBe(1);
});
