import type { Ink } from './frame.ts';

/** The page's own colours, thin to dense. */
const RAMP = Array.from({ length: 9 }, (_, i) => `--liq-ramp-${i}`);

/** Reads what the canvas needs from the styles of the element: custom properties, font, the page's colour. */
export function readInk(root: ShadowRoot, page: string | undefined): Ink {
  const figure = root.querySelector('figure') as HTMLElement;
  const style = getComputedStyle(figure);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const solid = style.backgroundColor;
  const ground = page ?? solid;
  const narrow = figure.matches('[data-narrow], :host([compact]) *');
  const ink: Ink = {
    text: read('--fg'),
    faint: read('--faint'),
    grid: read('--line'),
    page: isTransparent(solid) ? ground : solid,
    long: read('--long'),
    short: read('--short'),
    accent: read('--accent'),
    // uPlot reads whole pixels only.
    ramp: RAMP.map(read),
    font: `${narrow ? 11 : 12}px ${style.fontFamily}`,
  };
  // Later: at once, it would make the browser compute all styles again before anything is drawn.
  queueMicrotask(() => figure.style.setProperty('--page', ink.page));
  return ink;
}

const isTransparent = (colour: string) => colour === 'transparent' || /[,/] *0\)$/.test(colour);
