import { afterEach, describe, expect, test, vi } from 'vitest';
import { encodeHeatmapBin } from '../../schema/heatmap-bin.ts';
import { HOUR, MINUTE } from '../../schema/range.ts';
import type { Heatmap } from '../../schema/wire.ts';
import { LiqHeatmap } from '../../widget/liq-heatmap.ts';
import { START, sampleHeatmap, sampleHistory, sampleJson } from './sample.ts';
import {
  frame,
  has,
  mount,
  part,
  pixelAt,
  placeOf,
  pointAt,
  sampleAnswer,
  sampleData,
  settled,
  until,
  words,
} from './stage.ts';

afterEach(() => vi.restoreAllMocks());

/** The middle of level y of the sample. */
const middle = (y: number) => 82 * 1.01 ** (y + 0.5);

describe('drawing', () => {
  test('paints a dense cell in the strongest colour, a thin one in the faintest, and leaves the rest empty', async () => {
    const element = await mount({ data: sampleData(), theme: 'light' });
    // #860f24, the last stop of the default palette on light pages.
    expect(pixelAt(element, placeOf(element, 0.3, middle(25)))).toEqual([134, 15, 36, 255]);
    const [red = 0, green = 0, , alpha = 0] = pixelAt(element, placeOf(element, 0.3, middle(12)));
    expect(green).toBeGreaterThan(red);
    expect(alpha).toBeLessThan(130);
    expect(pixelAt(element, placeOf(element, 0.301, middle(22)))).toEqual([0, 0, 0, 0]);
  });

  test('draws every bar as high as its total, longs at the bottom and shorts upon them', async () => {
    const element = await mount({ data: sampleData(), theme: 'light' });
    const canvas = part(element, '.bars canvas') as HTMLCanvasElement;
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    // A column of pixels through the middle of the first bar.
    const middleOfBar = Math.round((canvas.width * 0.87) / 24 / 2);
    const { data } = context.getImageData(middleOfBar, 0, 1, canvas.height);
    const count = (r: number, g: number, b: number) =>
      Array.from({ length: canvas.height }, (_, y) => data.slice(y * 4, y * 4 + 4)).filter(
        pixel => pixel[0] === r && pixel[1] === g && pixel[2] === b && pixel[3] === 255,
      ).length;
    // #d23f34 is 1 M USD of longs, #1c9a63 2 M USD of shorts.
    const longs = count(210, 63, 52);
    const shorts = count(28, 154, 99);
    expect(longs).toBeGreaterThan(10);
    expect(shorts / longs).toBeCloseTo(2, 0);
  });

  test('follows its container without changing the height of the page twice', async () => {
    const element = await mount({ data: sampleData() }, 900);
    const before = part(element, '.heat canvas').getBoundingClientRect().width;
    (element.parentElement as HTMLElement).style.width = '600px';
    await settled(element);
    const after = part(element, '.heat canvas').getBoundingClientRect().width;
    expect(before).toBe(900);
    expect(after).toBe(600);
  });

  test('the charts fit their places when these move', async () => {
    const element = await mount({ data: sampleData() });
    part(element, 'header').style.height = '90px';
    const height = (selector: string) => part(element, selector).getBoundingClientRect().height;
    const before = height('.heat canvas');
    await until('the charts to follow', () => height('.heat canvas') < before);
    expect(height('.heat canvas')).toBe(Math.round(height('.heat')));
  });

  test('a narrow one says what is known now, not what its last column will be', async () => {
    const { heatmap, history } = sampleData();
    // Twenty minutes into the last hour.
    const data = { heatmap: { ...heatmap, generatedAt: START + 23 * HOUR + 20 * MINUTE }, history };
    const element = await mount({ data, locale: 'en-GB' }, 390);
    expect(words(element)).toContain('23:20 UTC');
  });

  test('has the same size before and after data come', async () => {
    vi.spyOn(globalThis, 'fetch').mockImplementation(() => new Promise(() => {}));
    const element = await mount();
    const before = element.getBoundingClientRect();
    expect(words(element)).toContain('Loading BTC');
    element.data = sampleData();
    await settled(element);
    expect(element.getBoundingClientRect()).toEqual(before);
    expect(has(element, '.heat canvas')).toBe(true);
  });

  test('is dark on a dark page and light on a light one, and follows when the page changes', async () => {
    const element = await mount({ data: sampleData() });
    expect(part(element, 'figure').dataset.theme).toBe('light');
    document.body.style.background = '#0b0e14';
    await settled(element);
    expect(part(element, 'figure').dataset.theme).toBe('dark');
    document.body.style.background = '#ffffff';
  });
});

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
    history.bars = [{ time: START, longUsd: 1e6 }];
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
            since: start,
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
