import { afterEach } from 'vitest';
import '../../widget/define.ts';
import { encodeHeatmapBin } from '../../schema/heatmap-bin.ts';
import type { LiqHeatmap } from '../../widget/liq-heatmap.ts';
import { sampleHeatmap, sampleHistory } from './sample.ts';

const stage = document.createElement('div');
document.body.append(stage);
document.body.style.cssText = 'margin:0;background:#ffffff';

afterEach(() => {
  stage.replaceChildren();
  stage.removeAttribute('style');
});

/** Puts an element on the page, 900 pixels wide unless told, with the properties given. */
export async function mount(properties: Partial<LiqHeatmap> = {}, width = 900): Promise<LiqHeatmap> {
  stage.style.width = `${width}px`;
  const element = document.createElement('liq-heatmap');
  Object.assign(element, properties);
  stage.append(element);
  await settled(element);
  return element;
}

/** The sample's grid and bars, handed over without a network. */
export const sampleData = () => ({ heatmap: sampleHeatmap(), history: sampleHistory() });

/** The sample as an endpoint would answer. */
export const sampleAnswer = (url: string): Response =>
  url.includes('/v1/heatmap')
    ? new Response(encodeHeatmapBin(sampleHeatmap()))
    : new Response(JSON.stringify(sampleHistory()), { headers: { 'content-type': 'application/json' } });

export const frame = () => new Promise(resolve => requestAnimationFrame(resolve));

/** Waits until an element has rendered, been measured and drawn. */
export async function settled(element: LiqHeatmap): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await element.updateComplete;
    await frame();
  }
}

/** Waits until a condition holds; throws with its description after two seconds. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const end = performance.now() + 2000;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`never happened: ${what}`);
    await frame();
  }
}

export const part = (element: LiqHeatmap, selector: string): HTMLElement => {
  const found = element.shadowRoot?.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`no ${selector} in the element`);
  return found;
};

export const has = (element: LiqHeatmap, selector: string): boolean =>
  element.shadowRoot?.querySelector(selector) != null;

/** Everything the element says. */
export const words = (element: LiqHeatmap): string =>
  part(element, 'figure').textContent.replace(/\s+/g, ' ').trim();

/** The point of the page over a time (0 to 1 of the plot's width) and a price of the sample's first view. */
export function placeOf(element: LiqHeatmap, across: number, price: number): { x: number; y: number } {
  const over = part(element, '.heat .u-over').getBoundingClientRect();
  // The first view reaches 8 % (in logarithms) beyond the candles' low of 98 and high of 101.
  const low = Math.log(98) - 0.08;
  const high = Math.log(101) + 0.08;
  return {
    x: over.left + over.width * across,
    y: over.top + over.height * (1 - (Math.log(price) - low) / (high - low)),
  };
}

/** The pixel of the heatmap's canvas at a point of the page. */
export function pixelAt(element: LiqHeatmap, { x, y }: { x: number; y: number }): number[] {
  const canvas = part(element, '.heat canvas') as HTMLCanvasElement;
  const box = canvas.getBoundingClientRect();
  const scale = canvas.width / box.width;
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  return [
    ...context.getImageData(Math.round((x - box.left) * scale), Math.round((y - box.top) * scale), 1, 1).data,
  ];
}

/** Moves the mouse over the element as a browser would tell it. */
export function pointAt(element: LiqHeatmap, { x, y }: { x: number; y: number }, pane = '.heat'): void {
  const over = part(element, `${pane} .u-over`);
  const options = { clientX: x, clientY: y, bubbles: true, composed: true };
  over.dispatchEvent(new MouseEvent('mouseenter', options));
  over.dispatchEvent(new MouseEvent('mousemove', options));
}
