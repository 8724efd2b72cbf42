import { MAX_NOTE } from '../store/cut-note.ts';

/** What a batch may hold on its way to `POST /ingest`: whoever makes one keeps to it, and whoever takes one asks for it. */
export const BATCH_LIMITS = {
  /** Bytes of JSON, and rows of all parts together. */
  bytes: 4_000_000,
  rows: 8_000,
  /** Characters of names, by which rows are told apart: one that has more is none. */
  name: 300,
  symbol: 40,
  feed: 60,
  /** Characters of what only explains: what is longer is cut. */
  note: MAX_NOTE,
  error: 300,
} as const;
