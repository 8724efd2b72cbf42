import type { TemplateResult } from 'lit';
import type { Heatmap } from '../schema/answer/heatmap.ts';
import type { Frame, Overlay, View } from './chart/frame.ts';
import type { Charts } from './charts.ts';
import type { LiqHeatmap } from './liq-heatmap.ts';
import type { Messages } from './text/en.ts';
import type { Format } from './text/format.ts';

/** Where in a grid a cell lies: its byte, column-major. */
export type Cell = { index: number; usd: number };

/** What an element lends to the parts of it that load when they are used. */
export type Host = {
  element: LiqHeatmap;
  root: ShadowRoot;
  frame: () => Frame | undefined;
  charts: () => Charts | undefined;
  text: () => Messages;
  format: () => Format;
  /** The frame of all that is known, whatever `rewrite` leaves out. */
  whole: () => Frame | undefined;
  /** Draws frames otherwise than they are; undefined as they are. */
  rewrite: (change: ((frame: Frame) => Frame) | undefined) => void;
  /** Shows a part of the data; undefined fits it again. */
  zoom: (view: View | undefined) => void;
  /** Adds to the grid what qualifies its cells. */
  layers: (qualified: Heatmap, describe: (at: Cell) => TemplateResult) => void;
  /** Draws a thing over the heatmap under a name, or no longer. */
  overlay: (name: string, draw: Overlay | undefined) => void;
  /** Draws anew with what is there, without rendering. */
  redraw: () => void;
  /** Calls back after each drawing of the element; returns how to stop. */
  follow: (drawn: () => void) => () => void;
  /** Tells the page: `liq-…`, bubbling and composed. */
  tell: (name: string, detail?: unknown) => void;
  /** The last place pointed at, if any. */
  cursor: () => { time: number; price?: number | undefined } | undefined;
  /** Keeps the tooltip where it is. */
  pin: (pinned: boolean) => void;
  pinned: () => boolean;
};
