import type { Heatmap } from '../../../schema/answer/heatmap.ts';
import { INTERVALS } from '../../../schema/range.ts';
import { type ColourScale, coloursOfBytes, fittingScale } from '../../../widget/plot/colour-scale.ts';
import { BACKGROUNDS, type PaletteName, palette, type Theme } from '../../../widget/plot/palette.ts';
import { raster } from '../../../widget/plot/raster.ts';
import { amountTicks, priceTicks, timeTicks } from '../../../widget/plot/ticks.ts';
import { formatFor } from '../../../widget/text/format.ts';
import { lastPriceOf, type MarketView, standingAround } from './market-view.ts';
import { type Picture, rectangle, type Shape, text } from './shapes.ts';
import { caveats, momentName, summary, title } from './summary.ts';

/** As link previews want it: 16:9, wide enough for two pixels per column. */
const WIDTH = 1200;
const HEIGHT = 675;
const HEATMAP = { x: 20, y: 76, width: 1080, height: 408 };
const HISTORY = { x: 20, y: 504, width: 1080, height: 108 };
const LETTERS = 15;
const TITLE_LETTERS = 28;

type Ink = { text: string; faint: string; long: string; short: string; accent: string; page: string };

const INKS = {
  light: {
    text: '#1c2024',
    faint: '#6a7178',
    long: '#d23f34',
    short: '#1c9a63',
    accent: '#2563c9',
    page: BACKGROUNDS.light,
  },
  dark: {
    text: '#e3e7ec',
    faint: '#8b949e',
    long: '#f0584e',
    short: '#2fb277',
    accent: '#79b0ff',
    page: BACKGROUNDS.dark,
  },
} as const satisfies Record<Theme, Ink>;

const english = formatFor('en');

/** Prices and times to pixels of the heatmap. */
type Plot = { x: (time: number) => number; y: (price: number) => number; low: number; high: number };

/** The page a picture is for, and the colours of its cells. */
export type Look = { theme: Theme; palette: PaletteName };

/** The heatmap over its liquidation chart as one picture. */
export function marketPicture(view: MarketView, { theme, palette: name }: Look): Picture {
  const ink = INKS[theme];
  const { heatmap } = view;
  const rows = visibleRows(heatmap);
  const plot = plotOf(heatmap, rows);
  const colours = palette(name, theme);
  const scale = fittingScale(heatmap.bytes, heatmap.cells);
  return {
    width: WIDTH,
    height: HEIGHT,
    background: ink.page,
    title: title(view),
    summary: summary(view),
    shapes: [
      ...holes(view, plot, ink),
      cells(heatmap, rows, coloursOfBytes(heatmap.cells, scale, colours)),
      ...priceAxis(plot, lastPriceOf(heatmap), ink),
      ...candles(heatmap, plot, ink),
      ...clusterLabels(heatmap, plot, ink),
      ...lastPrice(heatmap, plot, ink),
      ...bars(view, plot, ink),
      ...timeAxis(heatmap, plot, ink),
      ...heading(view, ink),
      ...legend(scale, colours, ink),
    ],
  };
}

/** The rows worth a picture: the candles with room around them, as the element shows them first. */
function visibleRows({ price, candles }: Heatmap): { from: number; to: number } {
  const step = Math.log(price.ratio);
  const row = (usd: number) => Math.log(usd / price.first) / step;
  const low = row(Math.min(...candles.low));
  const high = row(Math.max(...candles.high));
  if (!(high >= low)) return { from: 0, to: price.count };
  const room = Math.max(0.08 / step, (high - low) * 0.3);
  return {
    from: Math.max(0, Math.floor(low - room)),
    to: Math.min(price.count, Math.ceil(high + room)),
  };
}

function plotOf({ price, time }: Heatmap, { from, to }: { from: number; to: number }): Plot {
  const low = price.first * price.ratio ** from;
  const high = price.first * price.ratio ** to;
  const width = HEATMAP.width / (time.step * time.count);
  return {
    low,
    high,
    x: moment => HEATMAP.x + (moment - time.start) * width,
    y: usd => HEATMAP.y + HEATMAP.height * (Math.log(high / usd) / Math.log(high / low)),
  };
}

function cells(
  { bytes, price, time }: Heatmap,
  { from, to }: { from: number; to: number },
  colours: Uint32Array,
): Shape {
  const rows = to - from;
  const visible = new Uint8Array(time.count * rows);
  for (let x = 0; x < time.count; x++)
    visible.set(bytes.subarray(x * price.count + from, x * price.count + to), x * rows);
  return {
    kind: 'raster',
    ...HEATMAP,
    raster: raster({ bytes: visible, columns: time.count, rows }, colours),
  };
}

function holes({ heatmap: { candles, time } }: MarketView, { x }: Plot, ink: Ink): Shape[] {
  const known = new Set(candles.time);
  const shapes: Shape[] = [];
  for (let i = 0, from: number | undefined; i <= time.count; i++) {
    const moment = time.start + i * time.step;
    const hole = i < time.count && !known.has(moment);
    if (hole) from ??= moment;
    else if (from !== undefined) {
      shapes.push(rectangle(x(from), HEATMAP.y, x(moment) - x(from), HEATMAP.height, ink.faint, 0.12));
      from = undefined;
    }
  }
  return shapes;
}

function priceAxis({ low, high, y }: Plot, last: number | undefined, ink: Ink): Shape[] {
  const right = HEATMAP.x + HEATMAP.width;
  return priceTicks(low, high, 7).flatMap(price => {
    const line = rectangle(HEATMAP.x, Math.round(y(price)), HEATMAP.width, 1, ink.text, 0.1);
    // The tag of the last price would cover it.
    if (last !== undefined && Math.abs(y(last) - y(price)) < 24) return [line];
    return [line, text(right + 8, y(price) + 5, english.price(price, high), LETTERS, ink.faint)];
  });
}

function candles(
  { candles: { time, open, high, low, close }, time: { step } }: Heatmap,
  plot: Plot,
  ink: Ink,
) {
  const shapes: Shape[] = [];
  const slot = plot.x(step) - plot.x(0);
  const body = Math.max(1, Math.floor(slot * 0.6));
  time.forEach((moment, i) => {
    const middle = Math.round(plot.x(moment + step / 2));
    const top = plot.y(high[i] as number);
    shapes.push(rectangle(middle, top, 1, plot.y(low[i] as number) - top, ink.text, slot >= 4 ? 1 : 0.6));
    const from = plot.y(Math.max(open[i] as number, close[i] as number));
    const to = plot.y(Math.min(open[i] as number, close[i] as number));
    const left = middle - Math.floor(body / 2);
    const height = Math.max(1, to - from);
    shapes.push(rectangle(left, from, body, height, ink.text));
    const hollow = (close[i] as number) >= (open[i] as number) && body >= 3 && height >= 3;
    if (hollow) shapes.push(rectangle(left + 1, from + 1, body - 2, height - 2, ink.page));
  });
  return shapes;
}

/** The greatest heaps, labelled at the right edge; one that would lie on another is left out. */
function clusterLabels(heatmap: Heatmap, { y, low, high }: Plot, ink: Ink): Shape[] {
  const right = HEATMAP.x + HEATMAP.width;
  const taken: number[] = [];
  const price = lastPriceOf(heatmap);
  if (price !== undefined) taken.push(y(price));
  return standingAround(heatmap).heaps.flatMap(heap => {
    const place = Math.min(HEATMAP.y + HEATMAP.height - 11, Math.max(HEATMAP.y + 11, y(heap.price)));
    if (heap.price < low || heap.price > high || taken.some(other => Math.abs(other - place) < 24)) return [];
    taken.push(place);
    const label = `${english.usd(heap.usd)} ${heap.side}`;
    const width = label.length * 12 + 8;
    return [
      rectangle(right - width, place - 11, width, 22, ink.page, 0.8),
      text(right - 6, place + 6, label, LETTERS, heap.side === 'long' ? ink.long : ink.short, 'end'),
    ];
  });
}

function lastPrice(heatmap: Heatmap, { y }: Plot, ink: Ink): Shape[] {
  const price = lastPriceOf(heatmap);
  if (price === undefined) return [];
  const place = Math.round(y(price));
  const right = HEATMAP.x + HEATMAP.width;
  return [
    rectangle(HEATMAP.x, place, HEATMAP.width, 1, ink.accent, 0.7),
    rectangle(right + 2, place - 12, WIDTH - right - 4, 24, ink.accent),
    text(right + 8, place + 6, english.price(price), LETTERS, ink.page),
  ];
}

function bars({ heatmap, history }: MarketView, { x }: Plot, ink: Ink): Shape[] {
  const { step: column, start, count } = heatmap.time;
  const step = INTERVALS[history.interval];
  const floor = HISTORY.y + HISTORY.height;
  const most = Math.max(0, ...history.bars.map(({ longUsd = 0, shortUsd = 0 }) => longUsd + shortUsd));
  const shapes: Shape[] = [rectangle(HISTORY.x, floor, HISTORY.width, 1, ink.faint, 0.6)];
  if (most === 0) {
    const words = history.bars.length > 0 ? 'no liquidations' : 'no liquidations recorded';
    return [...shapes, text(HISTORY.x, HISTORY.y + 18, words, LETTERS, ink.faint)];
  }
  const height = (usd: number) => (usd / most) * HISTORY.height;
  for (const usd of amountTicks(most, 2).filter(usd => usd > 0)) {
    shapes.push(rectangle(HISTORY.x, Math.round(floor - height(usd)), HISTORY.width, 1, ink.text, 0.1));
    shapes.push(
      text(HISTORY.x + HISTORY.width + 8, floor - height(usd) + 5, english.usd(usd), LETTERS, ink.faint),
    );
  }
  const end = start + count * column;
  for (const { time, longUsd = 0, shortUsd = 0 } of history.bars) {
    // What came after the last close has no column above it.
    if (time >= end) continue;
    const from = Math.max(HISTORY.x, x(time));
    const to = Math.min(x(time + step), x(end));
    const width = Math.max(1, (to - from) * 0.8);
    if (longUsd > 0) shapes.push(rectangle(from, floor - height(longUsd), width, height(longUsd), ink.long));
    if (shortUsd > 0)
      shapes.push(rectangle(from, floor - height(longUsd + shortUsd), width, height(shortUsd), ink.short));
  }
  return shapes;
}

function timeAxis({ time: { start, step, count } }: Heatmap, { x }: Plot, ink: Ink): Shape[] {
  const end = start + step * count;
  return timeTicks(start, end, 8)
    .filter(time => x(time) > HEATMAP.x + 20 && x(time) < HEATMAP.x + HEATMAP.width - 20)
    .map(time =>
      text(
        x(time),
        HISTORY.y + HISTORY.height + 22,
        english.tick(time, end - start),
        LETTERS,
        ink.faint,
        'middle',
      ),
    );
}

function heading(view: MarketView, ink: Ink): Shape[] {
  const { symbol, exchange, range, generatedAt } = view.heatmap;
  const details = [
    range,
    exchange === 'all' ? 'all exchanges' : exchange,
    `to ${momentName(generatedAt)}`,
    ...caveats(view),
  ];
  return [
    text(HEATMAP.x, 36, `${symbol} liquidation heatmap`, TITLE_LETTERS, ink.text),
    text(HEATMAP.x, 62, details.join(' · '), LETTERS, ink.faint),
    text(
      HEATMAP.x,
      HEIGHT - 14,
      'What could be liquidated, over what was: longs red, shorts green. A model, not advice.',
      LETTERS,
      ink.faint,
    ),
  ];
}

function legend(scale: ColourScale | undefined, colours: Uint32Array<ArrayBuffer>, ink: Ink): Shape[] {
  const width = 220;
  const x = HEATMAP.x + HEATMAP.width - width;
  if (!scale) return [text(x + width, 40, 'nothing stands yet', LETTERS, ink.faint, 'end')];
  return [
    {
      kind: 'raster',
      x,
      y: 24,
      width,
      height: 12,
      raster: { width: 255, height: 1, pixels: colours.slice(1) },
    },
    text(x, 56, english.usd(scale.low), LETTERS, ink.faint),
    text(x + width, 56, english.usd(scale.high), LETTERS, ink.faint, 'end'),
  ];
}
