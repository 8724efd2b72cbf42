import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { LiqHeatmap } from '../../../widget/liq-heatmap.ts';
import { middle } from '../sample.ts';
import { has, mount, part, pixelAt, placeOf, sampleData, settled, until } from '../stage.ts';

const ends = (element: LiqHeatmap) => [...(element.shadowRoot?.querySelectorAll<HTMLElement>('.end') ?? [])];

async function handy(width = 900): Promise<LiqHeatmap> {
  const element = await mount(
    { data: sampleData(), controls: 'always', locale: 'en', theme: 'light' },
    width,
  );
  await until('the ends', () => ends(element).length === 2);
  return element;
}

test.each([900, 320])(
  'both ends are sliders of 24 pixels that say their USD, at a width of %d',
  async width => {
    const element = await handy(width);
    // The data's own: 8 M USD the strongest, nothing below 5 M.
    expect(ends(element).map(end => [end.role, end.ariaLabel, end.getAttribute('aria-valuetext')])).toEqual([
      ['slider', 'Hide below', '$5M'],
      ['slider', 'Strongest colour from', '$8M'],
    ]);
    for (const end of ends(element)) {
      const { width, height } = end.getBoundingClientRect();
      expect([width, height]).toEqual([24, 24]);
      expect(end.tabIndex).toBe(0);
    }
  },
);

test('keys move the ends: what is thinner goes, and comes back when the data choose again', async () => {
  const element = await handy();
  const thin = () => pixelAt(element, placeOf(element, 0.3, middle(12)))[3] ?? 0;
  expect(thin()).toBeGreaterThan(0);
  ends(element)[0]?.focus();
  await userEvent.keyboard('{ArrowRight}');
  await settled(element);
  // A fiftieth of the way from 5 to 8 M, in equal ratios: 5 · 1.6^0.02 = 5.05 M.
  expect(element.minIntensity).toBe(5.05e6);
  expect(thin()).toBe(0);
  expect(ends(element)[0]?.getAttribute('aria-valuetext')).toBe('$5.05M');
  expect(element.shadowRoot?.activeElement).toBe(ends(element)[0]);
  await userEvent.keyboard('{Home}');
  await settled(element);
  expect(element.minIntensity).toBe(0);
  expect(thin()).toBeGreaterThan(0);
});

test('the upper end brings the strongest colour down to thinner cells', async () => {
  const element = await handy();
  ends(element)[1]?.focus();
  await userEvent.keyboard('{PageDown}');
  await settled(element);
  // A tenth of the way down: 5 · 1.6^0.9 = 7.63 M.
  expect(element.maxIntensity).toBe(7.63e6);
  expect(element.getAttribute('max-intensity')).toBe('7630000');
  await userEvent.keyboard('{End}');
  await settled(element);
  expect(element.maxIntensity).toBe(0);
});

test('a pointer drags an end, and it never passes the other', async () => {
  const element = await handy();
  const [lower] = ends(element);
  const ramp = part(element, '.ramp').getBoundingClientRect();
  const at = (part: number) => ({
    clientX: ramp.left + ramp.width * part,
    clientY: ramp.top + 5,
    pointerId: 1,
    bubbles: true,
    composed: true,
  });
  // A pointer of a script cannot be captured.
  Object.assign(lower as HTMLElement, { setPointerCapture: () => {}, hasPointerCapture: () => true });
  lower?.dispatchEvent(new PointerEvent('pointerdown', at(0)));
  lower?.dispatchEvent(new PointerEvent('pointermove', at(0.5)));
  // Half the way: 5 · 1.6^0.5 = 6.32 M.
  expect(element.minIntensity).toBe(6.32e6);
  lower?.dispatchEvent(new PointerEvent('pointermove', at(3)));
  await settled(element);
  expect(element.minIntensity).toBeLessThan(8e6);
});

test('the legend spans what the data span while its ends move', async () => {
  const element = await handy();
  const words = () => part(element, '.ramp').textContent;
  const before = words();
  element.minIntensity = 6e6;
  await settled(element);
  expect(words()).toBe(before);
  expect(has(element, '.end')).toBe(true);
});
