import { PALETTES, type PaletteName, palette, type Theme } from './plot/palette.ts';
import type { Page } from './theme.ts';

/** How an element looks: by what it was told, and by the page behind it. */
export type Look = {
  theme: Theme;
  /** It has its own ground, whatever the page's. */
  solid: boolean;
  palette: Uint32Array<ArrayBuffer>;
};

/** Reads `theme` and `palette`; what is none of ours is as if nothing were said. */
export function lookOf(told: { theme: string; palette: string }, page: Page): Look {
  const solid = told.theme === 'light' || told.theme === 'dark';
  const theme = solid ? (told.theme as Theme) : page.theme;
  const name = PALETTES.includes(told.palette as PaletteName) ? (told.palette as PaletteName) : 'ember';
  return { theme, solid, palette: palette(name, theme) };
}
