import type { Host } from '../host.ts';
import { pointedAt } from '../parts/tooltip.ts';
import { spoken } from './spoken.ts';
import { openTable } from './table.ts';
import { panned, within, zoomed } from './zoom.ts';

/** Pause before a place is spoken, so that walking fast does not chatter, ms. */
const DEBOUNCE = 300;

/**
 * Keys: arrows walk the cells, Page Up and Down ten levels at a time, Home and End to the first and last
 * column; Enter keeps the place, Escape lets go; T opens the table, + and − zoom, 0 shows all.
 */
export function attachKeys(host: Host): () => void {
  const { root } = host;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const say = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const frame = host.frame();
      const at = host.cursor();
      const region = root.querySelector('#said');
      if (frame && at && region) region.textContent = spoken(host.text(), frame.format, pointedAt(frame, at));
    }, DEBOUNCE);
  };

  const walk = (columns: number, levels: number) => {
    const frame = host.frame();
    const charts = host.charts();
    if (!frame || !charts) return;
    const { heatmap, barStep, view, history } = frame;
    const step = heatmap?.time.step ?? barStep;
    const first = heatmap?.time.start ?? history?.bars[0]?.time ?? view.from;
    const count = heatmap?.time.count ?? history?.bars.length ?? 1;
    const at = host.cursor();
    // Without a place yet, begin at the newest column and its close.
    const column = at ? Math.floor((at.time - first) / step) + columns : count - 1;
    const time = first + (Math.min(count - 1, Math.max(0, column)) + 0.5) * step;
    let price: number | undefined;
    if (heatmap) {
      const { first: lowest, ratio, count: rows } = heatmap.price;
      const from = at?.price ?? heatmap.candles.close.at(-1) ?? lowest;
      const row = Math.floor(Math.log(from / lowest) / Math.log(ratio)) + (at ? levels : 0);
      price = lowest * ratio ** (Math.min(rows - 1, Math.max(0, row)) + 0.5);
    }
    const logPrice = price === undefined ? view.low : Math.log(price);
    const seen = time >= view.from && time <= view.to && logPrice >= view.low && logPrice <= view.high;
    if (!seen) {
      const across = time < view.from ? time - view.from : Math.max(0, time - view.to);
      const up = logPrice < view.low ? logPrice - view.low : Math.max(0, logPrice - view.high);
      const moved = panned(view, across / (view.to - view.from), up / (view.high - view.low));
      const whole = host.whole();
      if (whole) host.zoom(within(moved, whole));
    }
    host.pin(false);
    charts.point(time, price);
    say();
  };

  const zoom = (factor: number) => {
    const frame = host.frame();
    const whole = host.whole();
    if (!frame || !whole) return;
    const { view } = frame;
    const at = host.cursor();
    const place = {
      time: at?.time ?? (view.from + view.to) / 2,
      price: at?.price === undefined ? (view.low + view.high) / 2 : Math.log(at.price),
    };
    host.zoom(within(zoomed(view, place, { time: factor, price: factor }), whole));
  };

  const actions: Record<string, () => void> = {
    ArrowLeft: () => walk(-1, 0),
    ArrowRight: () => walk(1, 0),
    ArrowUp: () => walk(0, 1),
    ArrowDown: () => walk(0, -1),
    PageUp: () => walk(0, 10),
    PageDown: () => walk(0, -10),
    Home: () => walk(Number.NEGATIVE_INFINITY, 0),
    End: () => walk(Number.POSITIVE_INFINITY, 0),
    Enter: () => {
      host.pin(!host.pinned());
      say();
    },
    Escape: () => {
      host.pin(false);
      host.charts()?.point(undefined);
    },
    t: () => openTable(host),
    '+': () => zoom(0.8),
    '=': () => zoom(0.8),
    '-': () => zoom(1.25),
    '0': () => host.zoom(undefined),
  };
  const key = (event: Event) => {
    if (!(event instanceof KeyboardEvent) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!(event.target instanceof Element) || !event.target.matches('.plots')) return;
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    // A page may send us keys of any name.
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (!action) return;
    event.preventDefault();
    action();
  };
  root.addEventListener('keydown', key);
  return () => {
    clearTimeout(timer);
    root.removeEventListener('keydown', key);
  };
}
