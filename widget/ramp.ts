import { paletteOf, type Stop } from './plot/palette.ts';

/**
 * Lays a page's own colours over a palette: nine CSS colours, thin to dense. Where one is empty or none that
 * the browser knows, the palette's colour at that place stays. Each palette is laid over once.
 */
export function rampOf(colours: readonly string[]): (palette: Uint32Array) => Uint32Array<ArrayBuffer> {
  const known = new WeakMap<Uint32Array, Uint32Array<ArrayBuffer>>();
  return palette => {
    const made = known.get(palette) ?? paletteOf(colours.map((colour, i) => stopOf(colour, palette, i)));
    known.set(palette, made);
    return made;
  };
}

function stopOf(colour: string, palette: Uint32Array, i: number): Stop {
  const bytes = bytesOf(colour);
  const entry = palette[1 + Math.round((254 * i) / 8)] as number;
  const own = [entry & 255, (entry >> 8) & 255, (entry >> 16) & 255, entry >>> 24];
  const [red = 0, green = 0, blue = 0, alpha = 255] = bytes ?? own;
  const hex = [red, green, blue].map(byte => byte.toString(16).padStart(2, '0')).join('');
  return [`#${hex}`, alpha / 255];
}

/** A colour as the browser reads it: red, green, blue, opacity. A canvas ignores what is none. */
function bytesOf(colour: string): Uint8ClampedArray | undefined {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (!context) return undefined;
  const after = (before: string) => {
    context.fillStyle = before;
    context.fillStyle = colour;
    return context.fillStyle;
  };
  if (after('#000') !== after('#fff')) return undefined;
  context.fillRect(0, 0, 1, 1);
  return context.getImageData(0, 0, 1, 1).data;
}
