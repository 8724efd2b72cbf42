import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { sharedState } from '../../../widget/interaction/share.ts';
import type { LiqHeatmap } from '../../../widget/liq-heatmap.ts';
import { middle, sampleHeatmap } from '../sample.ts';
import { has, mount, part, pixelAt, placeOf, sampleData, settled, until } from '../stage.ts';

async function opened(properties: Partial<LiqHeatmap> = {}): Promise<LiqHeatmap> {
  const element = await mount({ data: sampleData(), controls: 'always', locale: 'en', ...properties });
  await until('the controls', () => has(element, '#controls button'));
  await userEvent.click(part(element, '#controls button'));
  await until('the options', () => has(element, '[role=dialog]'));
  return element;
}

const field = (element: LiqHeatmap, label: string) => {
  const found = [...(element.shadowRoot?.querySelectorAll('.fields label') ?? [])].find(one =>
    one.textContent.trim().startsWith(label),
  );
  return found?.querySelector('input, select') as HTMLInputElement;
};

function slide(input: HTMLInputElement, value: number): void {
  input.valueAsNumber = value;
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

test('the map takes its place at the right and goes again', async () => {
  const element = await opened({ theme: 'light' });
  const green = () => pixelAt(element, placeOf(element, 0.85, middle(25)))[1];
  // The heatmap's strongest red, #860f24, where the green of shorts, #1c9a63, will stand.
  expect(green()).toBe(15);
  await userEvent.click(field(element, 'Map'));
  expect(element.view).toBe('heatmap map history');
  await until('the map', () => green() === 154);
  await userEvent.click(field(element, 'Map'));
  await until('no map', () => green() === 15);
});

test('time travel shows a past column’s knowledge and none of what came later', async () => {
  const heatmap = sampleData().heatmap;
  // From column 12 on another level holds shorts: 27 instead of 25.
  for (let x = 12; x < 24; x++) {
    heatmap.bytes[x * 40 + 27] = heatmap.bytes[x * 40 + 25] as number;
    heatmap.bytes[x * 40 + 25] = 0;
  }
  const element = await opened({ data: { heatmap, history: sampleData().history }, theme: 'light' });
  const later = placeOf(element, 0.6, middle(27));
  expect(pixelAt(element, later)).toEqual([134, 15, 36, 255]);
  slide(field(element, 'As known then'), 6);
  await settled(element);
  expect(pixelAt(element, later)[3]).toBe(0);
  // What stood then is drawn onward at 40 % of its opacity: it was expected, not known.
  expect(pixelAt(element, placeOf(element, 0.6, middle(25)))[3]).toBe(102);
  expect(part(element, '#then').textContent).toContain('Mar 1, 06:00');
  slide(field(element, 'As known then'), 24);
  await settled(element);
  expect(pixelAt(element, later)).toEqual([134, 15, 36, 255]);
});

test('what-if marks the way to a price', async () => {
  const element = await opened({ theme: 'light' });
  const between = placeOf(element, 0.3, 96);
  expect(pixelAt(element, between)[3]).toBe(0);
  slide(field(element, 'If price moved'), -0.08);
  await settled(element);
  expect(pixelAt(element, between)[3]).toBeGreaterThan(20);
  slide(field(element, 'If price moved'), 0);
  await settled(element);
  expect(pixelAt(element, between)[3]).toBe(0);
});

test('what-if says what would be swept, with its band where that is known', async () => {
  const heatmap = sampleHeatmap();
  const full = heatmap.bytes.map(byte => (byte > 0 ? 255 : 0));
  const ends = (usd: number) => ({ encoding: 'u8-log', min: usd, max: usd }) as const;
  const banded = {
    ...heatmap,
    band: { low: ends(4e6), high: ends(16e6) },
    layers: { low: full, high: full },
  };
  const element = await opened({ data: { heatmap: banded } });
  const written = vi.spyOn(CanvasRenderingContext2D.prototype, 'fillText');
  // Down to 92, below the longs of level 12, which begins at 82 · 1.01^12 = 92.4.
  slide(field(element, 'If price moved'), -0.08);
  await until('the words', () =>
    written.mock.calls.some(([text]) => text === 'At 92.000 (-8.0%): $5M ($4M – $16M) of longs swept'),
  );
  written.mockRestore();
});

test('a shared link holds what was chosen, and not the reader’s position', async () => {
  const element = await opened({ minIntensity: 6e6, palette: 'mono', side: 'long', position: 'long 99 10x' });
  const copy = [...(element.shadowRoot?.querySelectorAll('button') ?? [])].find(
    ({ textContent }) => textContent === 'Copy link',
  ) as HTMLButtonElement;
  const written = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  copy.click();
  await until('the link', () => written.mock.calls.length > 0);
  const shared = sharedState(location.hash, { id: '' });
  expect(shared?.attributes).toMatchObject({ 'min-intensity': '6000000', palette: 'mono', side: 'long' });
  expect(decodeURIComponent(location.hash)).not.toContain('99');
  history.replaceState(null, '', location.pathname + location.search);
  written.mockRestore();
});

test('a threshold hides what is thinner', async () => {
  const element = await opened({ theme: 'light' });
  const thin = placeOf(element, 0.3, middle(12));
  expect(pixelAt(element, thin)[3]).toBeGreaterThan(0);
  element.minIntensity = 6e6;
  await settled(element);
  expect(pixelAt(element, thin)[3]).toBe(0);
  expect(element.getAttribute('min-intensity')).toBe('6000000');
});

test('the reader’s position is drawn and never sent', async () => {
  const element = await opened({ theme: 'light' });
  const input = field(element, 'My position');
  // Liquidated at 100 · (1 − 1/10)/(1 − 0.004) = 90.36: below the first view; entry at 99 is in it.
  await userEvent.fill(input, 'long 99 10x');
  input.dispatchEvent(new Event('change', { bubbles: true }));
  await settled(element);
  await until('its line', () => {
    const { x, y } = placeOf(element, 0.2, 99);
    return Array.from({ length: 40 }, (_, i) => pixelAt(element, { x: x + i, y })).some(
      // #2563c9, the accent.
      ([red, green, blue]) => red === 37 && green === 99 && blue === 201,
    );
  });
});

test('the close button gives the focus back', async () => {
  const element = await opened();
  expect(element.shadowRoot?.activeElement?.id).toBe('close');
  await userEvent.click(part(element, '#close'));
  expect(has(element, '[role=dialog]')).toBe(false);
});
