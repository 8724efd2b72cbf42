import { afterEach, describe, expect, test, vi } from 'vitest';
import { middle, START, sampleHeatmap, sampleHistory } from './sample.ts';
import {
  frame,
  has,
  mount,
  part,
  pixelAt,
  placeOf,
  pointAt,
  sampleData,
  settled,
  until,
  words,
} from './stage.ts';

afterEach(() => vi.restoreAllMocks());

describe('words', () => {
  test('says what is modelled, what is observed and that the market is simulated', async () => {
    const element = await mount({ data: sampleData() });
    expect(words(element)).toContain('BTC liquidation heatmap modelled SIMULATED');
    expect(words(element)).toContain('Liquidations per ⁨1h⁩ observed');
    expect(words(element)).toContain('A radar, not advice');
  });

  test.each([
    ['replay', 'REPLAY'],
    ['live', 'Live'],
  ] as const)('says %s as “%s”', async (mode, word) => {
    const element = await mount({
      data: { heatmap: sampleHeatmap({ mode }), history: sampleHistory({ mode }) },
    });
    expect(words(element)).toContain(word);
    expect(words(element)).not.toContain('SIMULATED');
  });

  test('says since when nothing new has come', async () => {
    const element = await mount({ data: { heatmap: sampleHeatmap({ stale: true }) }, locale: 'en-GB' });
    expect(words(element)).toContain('Stale since 2 Mar');
  });

  test('names the great clusters of the newest column in its legend’s currency', async () => {
    const element = await mount({ data: sampleData(), locale: 'en' });
    expect(part(element, '.ramp').textContent).toMatch(/\$\dM/);
  });

  test('tells time, price, USD, side and distance under the cursor, and what was liquidated then', async () => {
    const element = await mount({ data: sampleData(), locale: 'en' });
    pointAt(element, placeOf(element, 0.02, middle(25)));
    await until('a tooltip', () => part(element, '.tooltip').classList.contains('on'));
    const said = part(element, '.tooltip').textContent.replace(/\s+/g, ' ');
    expect(said).toContain('Mar 1');
    expect(said).toMatch(/00:00 UTC/);
    expect(said).toContain('$8M shorts modelled');
    // The middle of level 25 is 82 · 1.01^25.5 = 105.68, +5.7 % from the close of 100.
    expect(said).toContain('105.68 +5.7% from 100.00');
    expect(said).toContain('longs $1M shorts $2M');
    pointAt(element, placeOf(element, 0.02, middle(12)));
    await until('the other side', () => /longs\s+modelled/.test(part(element, '.tooltip').textContent));
  });

  test('shows one crosshair through both charts', async () => {
    const element = await mount({ data: sampleData() });
    pointAt(element, placeOf(element, 0.5, 100));
    await frame();
    const left = (pane: string) => part(element, `${pane} .u-cursor-x`).getBoundingClientRect().left;
    expect(left('.bars')).toBeCloseTo(left('.heat'), 0);
    expect(left('.bars')).toBeGreaterThan(300);
  });

  test('calls a hole a hole', async () => {
    const heatmap = sampleHeatmap();
    for (const values of Object.values(heatmap.candles)) values.splice(0, 3);
    const element = await mount({ data: { heatmap, history: sampleHistory() } });
    pointAt(element, placeOf(element, 0.02, 100));
    await until('a tooltip', () => part(element, '.tooltip').textContent.includes('no data'));
    // Hatching: pixels of ink where otherwise nothing would be drawn.
    const inked = Array.from({ length: 40 }, (_, i) => {
      const { x, y } = placeOf(element, 0.02, 97.3);
      return pixelAt(element, { x: x + i / 2, y })[3] ?? 0;
    });
    expect(Math.max(...inked)).toBeGreaterThan(20);
    expect(Math.min(...inked)).toBe(0);
  });

  test('a side that was not recorded is not called zero', async () => {
    const history = sampleHistory();
    history.bars = [{ time: START, longUsd: 1e6, covered: 1 }];
    const element = await mount({ data: { heatmap: sampleHeatmap(), history } });
    pointAt(element, placeOf(element, 0.02, 100));
    await until('a tooltip', () => /shorts\s+not recorded/.test(part(element, '.tooltip').textContent));
  });

  test('the controls take no room from the charts when they come', async () => {
    const element = await mount({ data: sampleData() }, 360);
    const before = part(element, '.plots').getBoundingClientRect();
    element.controls = 'always';
    await until('the controls', () => has(element, '#controls button'));
    await settled(element);
    expect(part(element, '.plots').getBoundingClientRect()).toEqual(before);
    const canvas = part(element, '.bars canvas').getBoundingClientRect();
    expect(canvas.bottom).toBeLessThanOrEqual(part(element, '.bars').getBoundingClientRect().bottom + 1);
  });

  test('docks the tooltip below when narrow', async () => {
    const element = await mount({ data: sampleData() }, 360);
    expect(getComputedStyle(part(element, '.tooltip')).position).toBe('static');
    const before = part(element, '.heat').getBoundingClientRect().height;
    pointAt(element, placeOf(element, 0.5, 100));
    await frame();
    expect(part(element, '.tooltip').textContent).toContain('UTC');
    expect(part(element, '.heat').getBoundingClientRect().height).toBe(before);
  });
});
