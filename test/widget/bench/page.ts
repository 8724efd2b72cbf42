import type { Heatmap } from '../../../schema/answer/heatmap.ts';
import { encodeCells } from '../../../schema/cells.ts';
import { encodeHeatmapBin } from '../../../schema/heatmap-bin.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import type { WidgetFigures } from './figures.ts';

const COLUMNS = 1000;
const ROWS = 400;
const WIDTH = 1200;
const HEIGHT = 675;
const TIMES = 15;
/** All draw in the same place: what the screen shows is painted sooner than what it does not. */
const PLACE = `position:absolute;inset:0 auto auto 0;width:${WIDTH}px;height:${HEIGHT}px;max-height:none`;

/** Standing positions as they look: bands that wander with a price, and empty space between. */
function floats(shift: number): Float64Array {
  const usd = new Float64Array(COLUMNS * ROWS);
  for (let x = 0; x < COLUMNS; x++) {
    const price = ROWS / 2 + 60 * Math.sin((x + shift) / 90) + 20 * Math.sin((x + shift) / 17);
    for (let y = 0; y < ROWS; y++) {
      const band = Math.exp(-(((Math.abs(y - price) % 45) - 22) ** 2) / 40) * 4e6;
      usd[x * ROWS + y] = band < 2e5 ? 0 : band;
    }
  }
  return usd;
}

function heatmap(usd: Float64Array): Heatmap {
  const { bytes, min, max } = encodeCells(usd);
  const time = Array.from({ length: COLUMNS }, (_, x) => x * HOUR);
  const close = time.map((_, x) => 50_000 * (1 + 0.08 * Math.sin(x / 90)));
  return {
    symbol: 'BTC',
    exchange: 'all',
    range: '30d',
    resolution: '1h',
    unit: 'usd',
    generatedAt: 0,
    stale: false,
    mode: 'simulated',
    time: { start: 0, step: HOUR, count: COLUMNS },
    price: { scale: 'log', first: 40_000, ratio: 1.001, count: ROWS },
    candles: {
      time,
      open: close,
      high: close.map(price => price * 1.002),
      low: close.map(price => price * 0.998),
      close,
    },
    coverage: [],
    cells: { encoding: 'u8-log', min, max },
    bytes,
  };
}

/** The lower quartile: other work on the machine only ever adds, and to long drawings more than to short ones. */
const undisturbed = (values: number[]) =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 4)] as number;

type Run = (i: number) => Promise<number> | number;

/**
 * Repeats drawings in turn, with a pause before each, so that none pays for another's garbage or paint and
 * all meet the same machine: its speed changes within seconds.
 */
async function inTurn<Name extends string>(runs: Record<Name, Run>): Promise<Record<Name, number[]>> {
  const names = Object.keys(runs) as Name[];
  const durations = Object.fromEntries(names.map(name => [name, [] as number[]])) as Record<Name, number[]>;
  for (let i = 0; i <= TIMES; i++) {
    for (const name of names) {
      await new Promise(resolve => setTimeout(resolve, 30));
      const duration = await runs[name](i);
      if (i > 1) durations[name].push(duration);
    }
  }
  return durations;
}

/** Forces what was recorded to be drawn: a canvas draws late. */
const flush = (canvas: HTMLCanvasElement) => canvas.getContext('2d')?.getImageData(0, 0, 1, 1);

/** The least that paints a grid: floats through a table of 256 colours into an image, scaled by the canvas. */
function rawCanvas() {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  canvas.style.cssText = PLACE;
  document.body.append(canvas);
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const grid = document.createElement('canvas');
  grid.width = COLUMNS;
  grid.height = ROWS;
  const gridContext = grid.getContext('2d') as CanvasRenderingContext2D;
  const table = Uint32Array.from({ length: 256 }, (_, i) =>
    i === 0 ? 0 : 0xff000000 | (i << 8) | (255 - i),
  );
  const scale = (part: number) => {
    context.clearRect(0, 0, WIDTH, HEIGHT);
    context.imageSmoothingEnabled = false;
    context.drawImage(grid, 0, 0, COLUMNS * part, ROWS * part, 0, 0, WIDTH, HEIGHT);
    flush(canvas);
  };
  return {
    paint(usd: Float64Array) {
      let max = 0;
      for (let i = 0; i < usd.length; i++) max = Math.max(max, usd[i] as number);
      const logMax = Math.log(max);
      const image = new ImageData(COLUMNS, ROWS);
      const pixels = new Uint32Array(image.data.buffer);
      for (let x = 0; x < COLUMNS; x++) {
        for (let y = 0; y < ROWS; y++) {
          const value = usd[x * ROWS + y] as number;
          const entry = value === 0 ? 0 : Math.max(1, Math.round(255 - (logMax - Math.log(value)) * 25.5));
          pixels[(ROWS - 1 - y) * COLUMNS + x] = table[entry] as number;
        }
      }
      gridContext.putImageData(image, 0, 0);
      scale(1);
    },
    scale,
    remove: () => canvas.remove(),
  };
}

const heatCanvas = (element: HTMLElement) =>
  element.shadowRoot?.querySelector('.heat canvas') as HTMLCanvasElement;
type Data = { heatmap: Heatmap };
type LiveElement = HTMLElement & { data: Data; updateComplete: Promise<unknown> };

async function place(data: Data): Promise<LiveElement> {
  const element = document.createElement('liq-heatmap') as LiveElement;
  element.style.cssText = PLACE;
  element.setAttribute('controls', 'none');
  // The others draw a heatmap alone.
  element.setAttribute('view', 'heatmap');
  element.data = data;
  document.body.append(element);
  await element.updateComplete;
  flush(heatCanvas(element));
  return element;
}

async function measure(): Promise<WidgetFigures> {
  // The path is the server's, unknown to the bundler.
  await import(/* @vite-ignore */ new URL('/dist/liq-heatmap.js', location.href).href);
  document.body.style.cssText = 'margin:0;background:#fff';
  const grids = Array.from({ length: 8 }, (_, i) => floats(i));
  const gridOf = (i: number) => grids[i % grids.length] as Float64Array;

  const first = await inTurn({
    floor: i => {
      const start = performance.now();
      const raw = rawCanvas();
      raw.paint(gridOf(i));
      const duration = performance.now() - start;
      raw.remove();
      return duration;
    },
    element: async i => {
      const start = performance.now();
      const element = await place({ heatmap: heatmap(gridOf(i)) });
      const duration = performance.now() - start;
      element.remove();
      return duration;
    },
  });
  const raw = rawCanvas();
  raw.paint(gridOf(0));
  const element = await place({ heatmap: heatmap(gridOf(0)) });
  // Gestures load on interest.
  element.dispatchEvent(new PointerEvent('pointerenter'));
  await new Promise(resolve => setTimeout(resolve, 500));
  const over = element.shadowRoot?.querySelector('.heat .u-over') as HTMLElement;
  const box = over.getBoundingClientRect();
  const at = (x: number) => ({
    clientX: box.left + x,
    clientY: box.top + 200,
    bubbles: true,
    composed: true,
    cancelable: true,
  });
  const zoom = await inTurn({
    floor: i => timed(() => raw.scale(1 - i / 100)),
    element: i =>
      timed(async () => {
        over.dispatchEvent(new WheelEvent('wheel', { ...at(500), ctrlKey: true, deltaY: i % 2 ? 20 : -20 }));
        await Promise.resolve();
        flush(heatCanvas(element));
      }),
  });
  // A cursor moves in streams: each repetition is twenty moves.
  const { cursor } = await inTurn({
    cursor: i =>
      timed(() => {
        for (let move = 0; move < 20; move++)
          over.dispatchEvent(new MouseEvent('mousemove', at(200 + i * 20 + move)));
      }),
  });
  const append = await inTurn({
    floor: i => timed(() => raw.paint(gridOf(i))),
    element: i =>
      timed(async () => {
        element.data = { heatmap: heatmap(gridOf(i)) };
        await element.updateComplete;
        flush(heatCanvas(element));
      }),
  });
  // Live, the bytes come ready from the wire.
  const ready = Array.from({ length: 4 }, (_, i) => heatmap(gridOf(i)));
  const { live } = await inTurn({
    live: i =>
      timed(async () => {
        element.data = { heatmap: ready[i % 4] as Heatmap };
        await element.updateComplete;
      }),
  });
  raw.remove();
  element.remove();
  const figures: WidgetFigures = {
    floor: {
      first: undisturbed(first.floor),
      zoom: undisturbed(zoom.floor),
      append: undisturbed(append.floor),
    },
    element: {
      first: undisturbed(first.element),
      zoom: undisturbed(zoom.element),
      append: undisturbed(append.element),
      cursor: undisturbed(cursor) / 20,
      longest: Math.max(...live),
    },
  };
  const others = await peers(gridOf);
  return { ...figures, ...others };
}

async function timed(run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

type Peers = {
  Plotly?: {
    newPlot: (place: HTMLElement, data: unknown[], layout: unknown, options: unknown) => Promise<unknown>;
    purge: (place: HTMLElement) => void;
  };
  echarts?: {
    init: (place: HTMLElement) => {
      setOption: (option: unknown) => void;
      on: (event: string, done: () => void) => void;
      dispose: () => void;
    };
  };
};

/** The same grid by others, as their manuals would have it, without animation. */
async function peers(gridOf: (i: number) => Float64Array): Promise<{ plotly?: number; echarts?: number }> {
  const { Plotly, echarts } = globalThis as Peers;
  const result: { plotly?: number; echarts?: number } = {};
  const put = () => {
    const place = document.createElement('div');
    place.style.cssText = `width:${WIDTH}px;height:${HEIGHT}px`;
    document.body.append(place);
    return place;
  };
  const three = async (run: (i: number) => Promise<number>) =>
    undisturbed([await run(0), await run(1), await run(2)]);
  if (Plotly) {
    result.plotly = await three(async i => {
      const usd = gridOf(i);
      const rows = Array.from({ length: ROWS }, (_, y) =>
        Array.from({ length: COLUMNS }, (_, x) => usd[x * ROWS + y]),
      );
      const place = put();
      const duration = await timed(() =>
        Plotly.newPlot(place, [{ type: 'heatmap', z: rows }], {}, { staticPlot: false }),
      );
      Plotly.purge(place);
      place.remove();
      return duration;
    });
  }
  if (echarts) {
    result.echarts = await three(async i => {
      const usd = gridOf(i);
      const cells = Array.from(usd, (value, at) => [Math.floor(at / ROWS), at % ROWS, value]);
      const place = put();
      const chart = echarts.init(place);
      const duration = await timed(
        () =>
          new Promise<void>(done => {
            chart.on('finished', done);
            chart.setOption({
              animation: false,
              xAxis: { type: 'category', data: Array.from({ length: COLUMNS }, (_, x) => x) },
              yAxis: { type: 'category', data: Array.from({ length: ROWS }, (_, y) => y) },
              visualMap: { min: 0, max: 4e6, show: false },
              series: [{ type: 'heatmap', data: cells, progressive: 0 }],
            });
          }),
      );
      chart.dispose();
      place.remove();
      return duration;
    });
  }
  return result;
}

/** A day of five-minute columns that ends at column `end`; with `since` (ms), the columns from then on. */
function dayUntil(end: number, since?: number): Heatmap {
  const first = since === undefined ? end - 288 : since / (5 * MINUTE);
  const count = end - first;
  const time = Array.from({ length: count }, (_, x) => (first + x) * 5 * MINUTE);
  const close = time.map(at => 50_000 * (1 + 0.08 * Math.sin(at / DAY)));
  return {
    ...heatmap(new Float64Array(0)),
    range: '24h',
    resolution: '5m',
    generatedAt: end * 5 * MINUTE,
    time: { start: first * 5 * MINUTE, step: 5 * MINUTE, count },
    price: { scale: 'log', first: 40_000, ratio: 1.004, count: 100 },
    candles: { time, open: close, high: close, low: close, close },
    cells: { encoding: 'u8-log', min: 1e3, max: 1e7 },
    bytes: Uint8Array.from({ length: count * 100 }, (_, i) => (first * 100 + i) % 251),
  };
}

let end = 288;
let living: LiveElement | undefined;

/** Lets an element live through so many new columns: it asks, appends, draws, and reads all again each hour. */
async function live(count: number): Promise<void> {
  globalThis.fetch = async input => {
    const url = new URL(String(input));
    if (url.pathname !== '/v1/heatmap') return new Response('{}', { status: 404 });
    const since = url.searchParams.get('since');
    return new Response(encodeHeatmapBin(since === null ? dayUntil(end) : dayUntil(++end, Number(since))));
  };
  if (!living) {
    living = document.createElement('liq-heatmap') as LiveElement;
    Object.assign(living, { view: 'heatmap', range: '24h', refresh: 0.001, endpoint: location.origin });
    document.body.append(living);
  }
  const element = living;
  const last = end + count;
  await new Promise<void>(done => {
    const check = () => {
      if (end < last) return;
      element.removeEventListener('liq-data', check);
      done();
    };
    element.addEventListener('liq-data', check);
  });
}

Object.assign(globalThis, { measure, live });
