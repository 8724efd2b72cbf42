import type uPlot from 'uplot';
import type { View } from '../chart/frame.ts';
import type { Host } from '../host.ts';
import { panned, within, zoomed } from './zoom.ts';

/**
 * Mouse and fingers: drag moves the view, the wheel zooms once the element has focus (or with Ctrl or ⌘),
 * so that a page scrolls past; one finger points, two move and zoom; a double click shows all again.
 */
export function attachGestures(host: Host): () => void {
  const { root } = host;
  const pointers = new Map<number, { x: number; y: number }>();
  let start: { view: View; x: number; y: number; spread: number; box: DOMRect } | undefined;
  let dragged = false;

  const plotAt = (event: Event): uPlot | undefined =>
    host
      .charts()
      ?.plots()
      .find(plot => event.composedPath().includes(plot.over));
  const middle = () => {
    const all = [...pointers.values()];
    const x = all.reduce((sum, at) => sum + at.x, 0) / all.length;
    const y = all.reduce((sum, at) => sum + at.y, 0) / all.length;
    const [a, b] = all;
    return { x, y, spread: a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0 };
  };
  const show = (view: View) => {
    const frame = host.whole();
    if (frame) host.zoom(within(view, frame));
  };
  const begin = (plot: uPlot) => {
    const frame = host.frame();
    if (frame) start = { view: frame.view, ...middle(), box: plot.over.getBoundingClientRect() };
  };

  const down = (event: PointerEvent) => {
    const plot = plotAt(event);
    if (!plot || (event.pointerType === 'mouse' && event.button !== 0)) return;
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    dragged = false;
    begin(plot);
  };
  const move = (event: PointerEvent) => {
    if (!pointers.has(event.pointerId) || !start) return;
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const plot = plotAt(event);
    if (event.pointerType === 'touch' && pointers.size === 1) {
      // One finger points; the page keeps its scrolling up and down.
      if (plot) plot.setCursor({ left: event.clientX - start.box.left, top: event.clientY - start.box.top });
      return;
    }
    const { x, y, spread } = middle();
    const [across, up] = [(start.x - x) / start.box.width, (y - start.y) / start.box.height];
    if (!dragged && Math.hypot(x - start.x, y - start.y) < 4 && Math.abs(spread - start.spread) < 4) return;
    dragged = true;
    let view = panned(start.view, across, up);
    if (start.spread > 0 && spread > 0) {
      const factor = start.spread / spread;
      const place = {
        time: view.from + ((x - start.box.left) / start.box.width) * (view.to - view.from),
        price: view.high - ((y - start.box.top) / start.box.height) * (view.high - view.low),
      };
      view = zoomed(view, place, { time: factor, price: factor });
    }
    show(view);
  };
  const up = (event: PointerEvent) => {
    if (!pointers.delete(event.pointerId)) return;
    const plot = plotAt(event);
    if (pointers.size > 0 && plot) begin(plot);
    else start = undefined;
    // A click keeps the place, the next one lets go; a finger's place stays anyway.
    const clicked = !dragged && plot && event.type === 'pointerup' && event.pointerType === 'mouse';
    if (clicked) host.pin(!host.pinned());
  };
  const wheel = (event: WheelEvent) => {
    const plot = plotAt(event);
    const frame = host.frame();
    const focused = root.activeElement !== null;
    if (!plot || !frame || !(focused || event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    const box = plot.over.getBoundingClientRect();
    const factor = Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.004);
    const place = {
      time: plot.posToVal(event.clientX - box.left, 'x'),
      price: plot === host.charts()?.main ? plot.posToVal(event.clientY - box.top, 'y') : 0,
    };
    // With Shift, price alone; over the bars, time alone.
    const overPrices = plot === host.charts()?.main && frame.heatmap !== undefined;
    const factors =
      event.shiftKey && overPrices
        ? { price: factor }
        : { time: factor, ...(overPrices && { price: factor }) };
    show(zoomed(frame.view, place, factors));
  };
  const reset = (event: MouseEvent) => {
    if (plotAt(event)) host.zoom(undefined);
  };

  const plots = root as unknown as HTMLElement;
  const attached = new AbortController();
  const { signal } = attached;
  plots.addEventListener('pointerdown', down, { signal });
  window.addEventListener('pointermove', move, { signal });
  window.addEventListener('pointerup', up, { signal });
  window.addEventListener('pointercancel', up, { signal });
  plots.addEventListener('wheel', wheel, { signal, passive: false });
  plots.addEventListener('dblclick', reset, { signal });
  return () => attached.abort();
}
