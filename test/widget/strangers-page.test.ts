import { afterEach, describe, expect, test, vi } from 'vitest';
import { LiqHeatmap } from '../../widget/liq-heatmap.ts';
import { middle } from './sample.ts';
import { has, mount, pixelAt, placeOf, sampleData, settled, until } from './stage.ts';

afterEach(() => vi.restoreAllMocks());

describe('on a stranger’s page', () => {
  test('children stay visible until the first data', async () => {
    vi.spyOn(globalThis, 'fetch').mockImplementation(() => new Promise(() => {}));
    const element = await mount({ innerHTML: '<p>A picture of it</p>', endpoint: 'http://silent.example' });
    const child = element.querySelector('p') as HTMLElement;
    expect(child.checkVisibility()).toBe(true);
    expect(child.assignedSlot).not.toBeNull();
    element.data = sampleData();
    await settled(element);
    expect(child.assignedSlot).toBeNull();
  });

  test('a second definition is left alone', async () => {
    const url = new URL('../../widget/define.ts?again', import.meta.url).href;
    await expect(import(/* @vite-ignore */ url)).resolves.toBeDefined();
    expect(customElements.get('liq-heatmap')).toBe(LiqHeatmap);
  });

  test('leaves nothing behind when removed: no request, no timer, no canvas', async () => {
    const signals: AbortSignal[] = [];
    vi.spyOn(globalThis, 'fetch').mockImplementation((url, options) => {
      if (/heatmap|history/.test(String(url))) signals.push(options?.signal as AbortSignal);
      return new Promise(() => {});
    });
    const element = await mount({ endpoint: 'http://removed.example' });
    await until('both requests', () => signals.length === 2);
    element.remove();
    expect(signals.map(signal => signal.aborted)).toEqual([true, true]);
    const drawn = await mount({ data: sampleData() });
    drawn.remove();
    expect(drawn.shadowRoot?.querySelector('canvas')).toBeNull();
  });

  test('draws again after it was moved', async () => {
    const element = await mount({ data: sampleData() });
    const elsewhere = document.createElement('section');
    element.parentElement?.append(elsewhere);
    elsewhere.append(element);
    await settled(element);
    expect(has(element, '.heat canvas')).toBe(true);
    expect(pixelAt(element, placeOf(element, 0.3, middle(25)))[3]).toBe(255);
  });

  test('tells, and does not throw, what a page hands over that is no data', async () => {
    const failures: unknown[] = [];
    const note = (event: Event) => failures.push(event);
    window.addEventListener('unhandledrejection', note);
    const told = vi.fn();
    document.addEventListener('liq-error', told);
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const element = await mount({ data: { heatmap: { time: 'soon' } } as never });
    expect(told).toHaveBeenCalled();
    expect(warned).toHaveBeenCalled();
    element.data = sampleData();
    await settled(element);
    expect(has(element, '.heat canvas')).toBe(true);
    expect(failures).toEqual([]);
    window.removeEventListener('unhandledrejection', note);
    document.removeEventListener('liq-error', told);
  });

  test('takes any nonsense in its attributes without throwing', async () => {
    const failures: unknown[] = [];
    const note = (event: Event) => failures.push(event);
    window.addEventListener('error', note);
    window.addEventListener('unhandledrejection', note);
    const element = await mount({ data: sampleData() });
    for (const name of ['theme', 'palette', 'locale', 'range', 'symbol', 'exchange', 'refresh']) {
      element.setAttribute(name, '%%%');
      await settled(element);
    }
    expect(failures).toEqual([]);
    expect(has(element, '.heat canvas')).toBe(true);
    window.removeEventListener('error', note);
    window.removeEventListener('unhandledrejection', note);
  });
});
