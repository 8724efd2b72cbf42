/**
 * Colours of the heatmap. A palette is 256 entries of 0xAABBGGRR, the order of `ImageData` on
 * little-endian machines (every browser's and workerd's). Entry 0 is empty: fully transparent.
 *
 * Entries are translucent where little stands and opaque where much does, so that a cell's distance
 * from the page behind it (in OKLab) grows with its USD on light and on dark pages alike.
 */
export type Theme = 'light' | 'dark';
export const PALETTES = ['ember', 'viridis', 'cividis', 'mono'] as const;
export type PaletteName = (typeof PALETTES)[number];

/** A colour `#rrggbb` and its opacity, 0 to 1. */
export type Stop = readonly [colour: string, opacity: number];

/** The page a theme is made for; others near it work as well. */
export const BACKGROUNDS = { light: '#ffffff', dark: '#0d1117' } as const satisfies Record<Theme, string>;

/** Colours, thin to dense, with their opacities; those without one are opaque. */
const stopsOf = (colours: string, ...opacities: number[]): Stop[] =>
  colours.split(' ').map((colour, i) => [colour, opacities[i] ?? 1]);

const STOPS: Record<PaletteName, Record<Theme, readonly Stop[]>> = {
  ember: {
    light: stopsOf('#a9d68f #c6dc62 #efcf3e #f3a12a #df5a26 #860f24', 0.4, 0.72, 0.9),
    dark: stopsOf('#2f7a52 #4c7c38 #857d26 #ad761e #d2601f #ff3f47', 0.35, 0.5, 0.66, 0.82, 0.95),
  },
  viridis: {
    light: stopsOf('#c9e06a #6cc067 #2f9a86 #2d708e #3b4a8c #440f54', 0.5, 0.85),
    dark: stopsOf('#41307a #3b5a90 #2b868c #3cae78 #8fd24a #fde725', 0.5, 0.75, 0.9),
  },
  cividis: {
    light: stopsOf('#f0dd6a #cdb964 #9c9271 #6f7075 #3f506c #00204d', 0.45, 0.9),
    dark: stopsOf('#223f73 #4a5a70 #797a76 #a69a6e #d3bd58 #fee838', 0.55, 0.8, 0.95),
  },
  mono: {
    light: stopsOf('#000000 #000000 #000000 #000000 #000000 #000000', 0.06, 0.2, 0.4, 0.6, 0.8),
    dark: stopsOf('#ffffff #ffffff #ffffff #ffffff #ffffff #ffffff', 0.08, 0.2, 0.4, 0.6, 0.8),
  },
};

const cache = new Map<string, Uint32Array<ArrayBuffer>>();

/** The 256 entries of a named palette, computed once. */
export function palette(name: PaletteName, theme: Theme): Uint32Array<ArrayBuffer> {
  const key = `${name} ${theme}`;
  const entries = cache.get(key) ?? paletteOf(STOPS[name][theme]);
  cache.set(key, entries);
  return entries;
}

/** Interpolates stops (two or more, evenly spread) in OKLab into 255 entries after the empty one. */
export function paletteOf(stops: readonly Stop[]): Uint32Array<ArrayBuffer> {
  const labs = stops.map(([colour]) => oklab(rgbOf(colour)));
  const entries = new Uint32Array(256);
  for (let i = 1; i < 256; i++) {
    const position = ((i - 1) / 254) * (stops.length - 1);
    const left = Math.min(stops.length - 2, Math.floor(position));
    const part = position - left;
    const from = labs[left] as Triple;
    const to = labs[left + 1] as Triple;
    const mixed = from.map((value, axis) => value + ((to[axis] as number) - value) * part) as Triple;
    const [red, green, blue] = rgbFromOklab(mixed);
    const low = (stops[left] as Stop)[1];
    const alpha = Math.round(255 * (low + ((stops[left + 1] as Stop)[1] - low) * part));
    entries[i] = ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  }
  return entries;
}

/** A palette entry as a CSS colour. */
export const cssColour = (entry: number): string =>
  `rgba(${entry & 255},${(entry >> 8) & 255},${(entry >> 16) & 255},${+((entry >>> 24) / 255).toFixed(3)})`;

type Triple = [number, number, number];

/** `#rrggbb` to three bytes. */
export const rgbOf = (hex: string): Triple =>
  [1, 3, 5].map(at => Number.parseInt(hex.slice(at, at + 2), 16)) as Triple;

const toLinear = (byte: number) => {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
};
const toByte = (linear: number) => {
  const value = Math.max(0, linear);
  const gamma = value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, gamma));
};

/** sRGB bytes to OKLab. Matrices: Björn Ottosson, "A perceptual color space for image processing" (2020). */
export function oklab(rgb: Triple): Triple {
  const [r, g, b] = rgb.map(toLinear) as Triple;
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function rgbFromOklab([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    toByte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    toByte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    toByte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}
