import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Heatmap } from '../../schema/answer/heatmap.ts';
import { encodeHeatmapBin } from '../../schema/heatmap-bin.ts';
import { HOUR } from '../../schema/range.ts';
import type { LiqHeatmap } from '../../widget/liq-heatmap.ts';
import { middle, START, sampleHeatmap, sampleHistory, sampleJson } from './sample.ts';
import {
  frame,
  has,
  mount,
  part,
  pixelAt,
  placeOf,
  sampleAnswer,
  sampleData,
  settled,
  until,
  words,
} from './stage.ts';

afterEach(() => vi.restoreAllMocks());

describe('asking', () => {
  test('says what was asked and what came when the endpoint is down, and asks again on request', async () => {
    const element = await mount({ endpoint: 'http://127.0.0.1:9' });
    await until('an error', () => has(element, '[role=alert]'));
    expect(words(element)).toContain('Asked: http://127.0.0.1:9/v1/heatmap?symbol=BTC&range=7d&format=bin');
    expect(words(element)).toContain('Came: Failed to fetch');
    const asked = vi.spyOn(globalThis, 'fetch').mockImplementation(async url => sampleAnswer(String(url)));
    part(element, 'button').click();
    await until('the charts', () => has(element, '.heat canvas'));
    expect(asked).toHaveBeenCalled();
  });

  test('repeats the words of the API when it refuses', async () => {
    const problem = { title: 'Unknown symbol', detail: 'symbol: expected one of BTC, got NOPE' };
    vi.spyOn(globalThis, 'fetch').mockImplementation(
      async () =>
        new Response(JSON.stringify(problem), {
          status: 404,
          headers: { 'content-type': 'application/problem+json' },
        }),
    );
    const element = await mount({ symbol: 'NOPE', endpoint: 'http://refuses.example' });
    await until('an error', () => has(element, '[role=alert]'));
    expect(words(element)).toContain('404: symbol: expected one of BTC, got NOPE');
  });

  test('two elements that show the same ask once', async () => {
    const asked = vi.spyOn(globalThis, 'fetch').mockImplementation(async url => sampleAnswer(String(url)));
    const endpoint = 'http://shared.example';
    const first = await mount({ endpoint });
    const second = await mount({ endpoint });
    await until('the first', () => has(first, '.heat canvas'));
    await until('the second', () => has(second, '.heat canvas'));
    // Beside them it asks for the score, and for symbols and layers where a mouse happens to rest there.
    const urls = asked.mock.calls
      .map(([url]) => String(url))
      .filter(url => /heatmap|history/.test(url) && !url.includes('with='));
    expect(urls.sort()).toEqual([
      'http://shared.example/v1/heatmap?symbol=BTC&range=7d&format=bin',
      'http://shared.example/v1/history?symbol=BTC&range=7d',
    ]);
  });

  test.each([
    [undefined, 60],
    [300, 300],
  ])('with a refresh of %s asks again after %i seconds', async (refresh, seconds) => {
    vi.spyOn(globalThis, 'fetch').mockImplementation(async url => sampleAnswer(String(url)));
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const element = await mount({ endpoint: `http://after-${seconds}.example`, ...(refresh && { refresh }) });
    await until('the charts', () => has(element, '.heat canvas'));
    const waits = timers.mock.calls.map(([, wait = 0]) => wait).filter(wait => wait > 10_000);
    // Grid and bars, each up to a tenth later.
    expect(waits.length).toBeGreaterThanOrEqual(2);
    for (const wait of waits) {
      expect(wait / 1000 / seconds).toBeGreaterThan(0.99);
      expect(wait / 1000 / seconds).toBeLessThanOrEqual(1.1);
    }
  });

  test('tells the page when the first data are drawn, and of all that come', async () => {
    vi.spyOn(globalThis, 'fetch').mockImplementation(async url => sampleAnswer(String(url)));
    const told: string[] = [];
    const note = (event: Event) => {
      const { detail } = event as CustomEvent;
      told.push(event.type + (detail ? ` ${Object.keys(detail).filter(name => detail[name])}` : ''));
    };
    for (const name of ['liq-ready', 'liq-data']) document.addEventListener(name, note);
    const element = await mount({ endpoint: 'http://tells.example' });
    await until('both', () => told.includes('liq-data heatmap,history'));
    await settled(element);
    expect(told.filter(name => name === 'liq-ready')).toHaveLength(1);
    expect(told[0]).toMatch(/^liq-data (heatmap|history)/);
    for (const name of ['liq-ready', 'liq-data']) document.removeEventListener(name, note);
  });

  test('asks anew when symbol or range change', async () => {
    const asked = vi.spyOn(globalThis, 'fetch').mockImplementation(async url => sampleAnswer(String(url)));
    const element = await mount({ endpoint: 'http://anew.example' });
    element.setAttribute('symbol', 'ETH');
    element.setAttribute('range', '30d');
    await settled(element);
    const urls = asked.mock.calls.map(([url]) => String(url));
    expect(urls.some(url => url.includes('heatmap?symbol=ETH&range=30d'))).toBe(true);
    expect(urls.some(url => url.includes('history?symbol=ETH&range=30d'))).toBe(true);
  });

  test('tells the page when the price has come near a large cluster', async () => {
    const element = await mount({ data: sampleData() });
    const alerts: unknown[] = [];
    element.addEventListener('liq-alert', event => alerts.push((event as CustomEvent).detail));
    const heatmap = sampleHeatmap();
    heatmap.candles.close[23] = 105;
    element.data = { heatmap };
    await settled(element);
    // 8 M USD of shorts stand at 105.68, 0.65 % above.
    expect(alerts).toEqual([expect.objectContaining({ side: 'short' })]);
  });

  test('is lower and without a legend where it shall be compact', async () => {
    const element = await mount({ data: sampleData(), compact: true }, 300);
    expect(element.getBoundingClientRect().height).toBe(17 * 16);
    expect(part(element, '.scale').checkVisibility()).toBe(false);
    expect(words(element)).toContain('SIMULATED');
  });

  test('data handed over need no network', async () => {
    const asked = vi.spyOn(globalThis, 'fetch');
    await mount({ data: sampleData() });
    expect(asked).not.toHaveBeenCalled();
  });

  test.each([
    ['binary', () => new Response(encodeHeatmapBin(sampleHeatmap()))],
    ['JSON', () => Response.json(sampleJson())],
  ])('shows a stored answer, %s, and asks no endpoint', async (kind, answer) => {
    const asked = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => answer());
    const element = await mount({ src: `/stored-${kind}`, theme: 'light', controls: 'always' });
    await until('the chart', () => has(element, '.heat canvas'));
    await until('the controls', () => has(element, '#controls button'));
    expect(pixelAt(element, placeOf(element, 0.3, middle(25)))).toEqual([134, 15, 36, 255]);
    // There are no bars, and no range to choose.
    expect(has(element, '.bars')).toBe(false);
    expect(has(element, '#controls select')).toBe(false);
    expect(asked.mock.calls.map(([url]) => String(url))).toEqual([`/stored-${kind}`]);
  });

  test('appends later columns to what it has', async () => {
    let later = false;
    const asked: string[] = [];
    vi.spyOn(globalThis, 'fetch').mockImplementation(async input => {
      const url = String(input);
      if (url.includes('heatmap') && !url.includes('with=')) asked.push(url.replace(/.*format=bin/, ''));
      if (!url.includes('since')) return sampleAnswer(url);
      const { bytes, price } = sampleHeatmap();
      const start = START + 23 * HOUR;
      return new Response(
        encodeHeatmapBin(
          sampleHeatmap({
            time: { start, step: HOUR, count: later ? 2 : 1 },
            generatedAt: START + (later ? 25 : 24) * HOUR,
            candles: { time: [start], open: [99], high: [101], low: [98], close: [100] },
            bytes: bytes.slice(-price.count * (later ? 2 : 1)),
          }),
        ),
      );
    });
    const element = await mount({ endpoint: 'http://appends.example', refresh: 0.05, range: '24h' });
    const grids: Heatmap[] = [];
    element.addEventListener('liq-data', event => grids.push((event as CustomEvent).detail.heatmap));
    await until('a question for later columns', () => asked.length > 2);
    expect(asked.slice(0, 2)).toEqual(['', `&since=${START + 23 * HOUR}`]);
    const before = grids.length;
    expect(new Set(grids.filter(Boolean)).size).toBeLessThanOrEqual(1);
    later = true;
    await until('a later column', () => grids.at(-1)?.time.start === START + HOUR);
    expect(grids.at(-1)?.time.count).toBe(24);
    expect(grids.length).toBeGreaterThan(before);
  });

  test('keeps the last good grid when a later request fails, and says since when', async () => {
    let fails = false;
    vi.spyOn(globalThis, 'fetch').mockImplementation(async url => {
      if (fails) throw new TypeError('network down');
      return sampleAnswer(String(url));
    });
    const element = await mount({ endpoint: 'http://flaky.example', refresh: 0.05, locale: 'en-GB' });
    await until('the charts', () => has(element, '.heat canvas'));
    fails = true;
    await until('a stale badge', () => words(element).includes('Stale since 2 Mar'));
    expect(has(element, '.heat canvas')).toBe(true);
  });

  test.each([
    [true, 'skill shown'],
    [false, 'no skill shown yet'],
  ])('says whether past forecasts have shown skill (%s)', async (shown, said) => {
    vi.spyOn(globalThis, 'fetch').mockImplementation(async url =>
      String(url).includes('/v1/score?symbol=BTC')
        ? new Response(JSON.stringify({ symbol: 'BTC', score: { shown, days: 40 } }))
        : sampleAnswer(String(url)),
    );
    const element = await mount({ endpoint: `http://score-${shown}.example`, locale: 'en' });
    await until('the badge', () => has(element, '#score') && part(element, '#score').textContent === said);
    expect(part(element, '#score').title).toContain('40 days');
    expect(part(element, '#score').checkVisibility()).toBe(true);
  });

  test('asks nothing more once it has left the page', async () => {
    const asked = vi.spyOn(globalThis, 'fetch').mockImplementation(async url => sampleAnswer(String(url)));
    const element = document.createElement('liq-heatmap') as LiqHeatmap;
    element.endpoint = 'http://left.example';
    // Removed within the update that would load the score.
    element.addEventListener('liq-data', () => queueMicrotask(() => element.remove()), { once: true });
    document.body.append(element);
    await until('it has left', () => !element.isConnected);
    await import('../../widget/late-badges.ts');
    await frame();
    expect(asked.mock.calls.filter(([url]) => String(url).includes('/v1/score'))).toEqual([]);
  });

  test('says nothing of skill where nobody has scored the forecasts', async () => {
    vi.spyOn(globalThis, 'fetch').mockImplementation(async url =>
      String(url).includes('/v1/score')
        ? new Response(JSON.stringify({ symbol: 'BTC' }))
        : sampleAnswer(String(url)),
    );
    const element = await mount({ endpoint: 'http://unscored.example' });
    await until('the charts', () => has(element, '.heat canvas'));
    await settled(element);
    expect(has(element, '#score')).toBe(false);
  });

  test('says so when there is nothing in the range', async () => {
    const heatmap = sampleHeatmap({ candles: { time: [], open: [], high: [], low: [], close: [] } });
    const element = await mount({ data: { heatmap, history: sampleHistory({ bars: [] }) } });
    expect(words(element)).toContain('No data for BTC in this range');
  });
});
