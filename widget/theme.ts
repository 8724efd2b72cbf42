import type { Theme } from './plot/palette.ts';

/** The page behind an element: light or dark, and its colour. */
export type Page = { theme: Theme; colour: string };

/**
 * What lies behind an element: the nearest background colour up the tree (through shadow roots), else
 * the canvas of the element's `color-scheme`.
 */
export function pageBehind(element: Element): Page {
  for (let at = around(element); at; at = around(at)) {
    const colour = getComputedStyle(at).backgroundColor;
    const bytes = bytesOf(colour);
    if (bytes) return { theme: lightness(bytes) > 0.5 ? 'light' : 'dark', colour };
  }
  const own = getComputedStyle(element).colorScheme;
  const meta = document.querySelector<HTMLMetaElement>('meta[name="color-scheme"]');
  const scheme = own === 'normal' ? (meta?.content ?? 'light') : own;
  const dark = scheme.includes('dark') && (!scheme.includes('light') || matchMedia(DARK).matches);
  return dark ? { theme: 'dark', colour: '#121212' } : { theme: 'light', colour: '#ffffff' };
}

const DARK = '(prefers-color-scheme: dark)';

/** Calls back when what lies behind an element or its own styles may have changed; returns how to stop. */
export function watchPage(change: () => void, element: Element): () => void {
  const preference = matchMedia(DARK);
  const observer = new MutationObserver(change);
  const options = { attributeFilter: ['class', 'style', 'data-theme', 'data-color-scheme', 'data-mode'] };
  for (const watched of [document.documentElement, document.body, element])
    observer.observe(watched, options);
  preference.addEventListener('change', change);
  return () => {
    observer.disconnect();
    preference.removeEventListener('change', change);
  };
}

function around(element: Element): Element | null {
  const root = element.getRootNode();
  return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}

/** Bytes of a computed colour; undefined where it is more than half see-through. */
function bytesOf(colour: string): [number, number, number] | undefined {
  // Most colours are computed to this form; painting one to read it back costs a millisecond.
  const plain = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(colour);
  if (plain) {
    const [red = 0, green = 0, blue = 0, alpha = 1] = plain
      .slice(1)
      .map(part => (part === undefined ? 1 : Number(part)));
    return alpha > 0.5 ? [red, green, blue] : undefined;
  }
  probe ??= new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const context = probe;
  if (!context) return undefined;
  context.clearRect(0, 0, 1, 1);
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
  return alpha > 127 ? [red, green, blue] : undefined;
}
let probe: OffscreenCanvasRenderingContext2D | null | undefined;

/** How light a colour looks, 0 to 1: Rec. 709 luma of the gamma-coded bytes is near enough to tell day from night. */
const lightness = ([red, green, blue]: [number, number, number]) =>
  (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
