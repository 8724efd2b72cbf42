import { type ExchangeSet, STORED_PLACES } from '../../schema/exchange.ts';
import type { LevelColumn, LevelRange } from '../../schema/lattice.ts';
import { type Layer, STORED_LAYER_PLACES } from '../../schema/layer.ts';

/**
 * Columns of a tile as text that grows by concatenation, so that D1 appends a column without reading the tile.
 *
 * A column is base64 digits (6 bits each, big-endian): whose it is (1 digit: 0 for all, else its stored
 * place), its index in the tile (2), its first level plus 2^23 (4), its number of levels (2), then each level's
 * USD as a 12-bit logarithmic code (2). Code 0 is empty, code c > 0 is e^((c−1)·0.0056) USD: 1 USD to 9 billion,
 * within 0.29 %.
 */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const DIGIT_CODES = Uint8Array.from(DIGITS, digit => digit.charCodeAt(0));
const DIGIT_VALUES = new Int8Array(128).fill(-1);
DIGIT_CODES.forEach((code, value) => {
  DIGIT_VALUES[code] = value;
});
/** What a byte is worth as the first and as the second digit of a code; −1, and so any sum of bits with it, where it is none. */
const FIRST_DIGIT = new Int16Array(256).fill(-1);
const SECOND_DIGIT = new Int16Array(256).fill(-1);
for (const [value, byte] of DIGIT_CODES.entries()) {
  FIRST_DIGIT[byte] = value << 6;
  SECOND_DIGIT[byte] = value;
}

const HEAD = 9;
const MAX_LEVELS = 4095;
const MAX_CODE = 4095;
const CODE_STEP = 0.0056;
const LEVEL_OFFSET = 1 << 23;
const CODE_USD = Float64Array.from({ length: MAX_CODE + 1 }, (_, code) =>
  code === 0 ? 0 : Math.exp((code - 1) * CODE_STEP),
);

/** Whose a column is: an exchange set, or a layer of `all`. */
export type ColumnOwner = ExchangeSet | Layer;

/** One column at place `index` (0 to 4095) of its tile. Empty ends are cut; values under half a code are empty. */
export function encodeColumn(owner: ColumnOwner, index: number, column: LevelColumn): string {
  return digits(1, OWNER_DIGITS[owner]) + digits(2, index) + levelsText(column);
}

/** A column is written in several widths and for its digest: its levels are put into text once. */
const LEVELS_TEXTS = new WeakMap<LevelColumn, string>();

function levelsText(column: LevelColumn): string {
  const known = LEVELS_TEXTS.get(column);
  if (known !== undefined) return known;
  const { firstLevel, usd } = column;
  const codes = new Uint16Array(usd.length);
  for (let i = 0; i < usd.length; i++) codes[i] = usdToCode(usd[i] as number);
  let from = 0;
  let to = codes.length;
  while (from < to && codes[from] === 0) from++;
  while (to > from && codes[to - 1] === 0) to--;
  if (to - from > MAX_LEVELS)
    throw new RangeError(`tile column: expected at most ${MAX_LEVELS} levels, got ${to - from}`);
  const bytes = new Uint8Array(2 * (to - from));
  for (let i = from, at = 0; i < to; i++) {
    const code = codes[i] as number;
    bytes[at++] = DIGIT_CODES[code >> 6] as number;
    bytes[at++] = DIGIT_CODES[code & 63] as number;
  }
  const text =
    digits(4, firstLevel + from + LEVEL_OFFSET) + digits(2, to - from) + new TextDecoder().decode(bytes);
  LEVELS_TEXTS.set(column, text);
  return text;
}

/** A column as it stands in a tile's text, from the digit `at` on. */
type ColumnText = { index: number; firstLevel: number; at: number; text: string };

const ALL_LEVELS: LevelRange = { bottom: Number.NEGATIVE_INFINITY, top: Number.POSITIVE_INFINITY };

/**
 * The columns of one owner in a tile's text, in the order they were appended, as far as they stand `within` these
 * levels. Throws on text that `encodeColumn` did not write. A grid has half a million levels: read from bytes, two
 * digits at once, they take a fifth of the time, and most of them lie outside of what a short range shows.
 */
export function decodeColumns(
  text: string,
  owner: ColumnOwner,
  within = ALL_LEVELS,
): { index: number; column: LevelColumn }[] {
  const bytes = new TextEncoder().encode(text);
  return cutColumns(text, owner).map(({ index, ...column }) => ({
    index,
    column: decodeLevels(bytes, column, within),
  }));
}

function decodeLevels(
  bytes: Uint8Array,
  { firstLevel, at, text }: Omit<ColumnText, 'index'>,
  { bottom, top }: LevelRange,
): LevelColumn {
  const count = (text.length - HEAD) / 2;
  const from = Math.min(count, Math.max(0, bottom - firstLevel));
  const to = Math.max(from, Math.min(count, top + 1 - firstLevel));
  const usd = new Float64Array(to - from);
  decodeUsd(bytes, at + HEAD + 2 * from, usd);
  return { firstLevel: firstLevel + from, usd };
}

/** Fills `usd` from the two-digit codes that begin at `from`. */
function decodeUsd(bytes: Uint8Array, from: number, usd: Float64Array): void {
  for (let i = 0, at = from; i < usd.length; i++, at += 2) {
    const code =
      (FIRST_DIGIT[bytes[at] as number] as number) | (SECOND_DIGIT[bytes[at + 1] as number] as number);
    if (code < 0) {
      const got = String.fromCharCode(...bytes.subarray(at, at + 2));
      throw new RangeError(`tile column: expected two base64 digits at ${at}, got "${got}"`);
    }
    usd[i] = CODE_USD[code] as number;
  }
}

/** The columns of one owner as they were written. */
export function cutColumns(text: string, owner: ColumnOwner): ColumnText[] {
  const columns: ColumnText[] = [];
  const wanted = OWNER_DIGITS[owner];
  for (let at = 0; at < text.length; ) {
    const found = readDigits(text, at, 1);
    const index = readDigits(text, at + 1, 2);
    const firstLevel = readDigits(text, at + 3, 4) - LEVEL_OFFSET;
    const end = at + HEAD + 2 * readDigits(text, at + 7, 2);
    if (end > text.length)
      throw new RangeError(`tile column: expected a base64 digit at ${text.length}, got "the end"`);
    if (found === wanted) columns.push({ index, firstLevel, at, text: text.slice(at, end) });
    at = end;
  }
  return columns;
}

const OWNER_DIGITS: Readonly<Record<ColumnOwner, number>> = {
  all: 0,
  ...STORED_PLACES,
  ...STORED_LAYER_PLACES,
};

function usdToCode(usd: number): number {
  if (!(usd >= 0)) throw new RangeError(`tile column: expected USD of 0 or more, got ${usd}`);
  if (usd === 0) return 0;
  const code = 1 + Math.round(Math.log(usd) / CODE_STEP);
  return code < 0 ? 0 : code > MAX_CODE ? MAX_CODE : code;
}

/** A number as so many base64 digits. */
function digits(count: number, value: number): string {
  let text = '';
  for (let i = 0, rest = value; i < count; i++, rest >>= 6) text = DIGITS[rest & 63] + text;
  return text;
}

function readDigits(text: string, at: number, digits: number): number {
  let value = 0;
  for (let i = at; i < at + digits; i++) {
    const digit = DIGIT_VALUES[text.charCodeAt(i)] ?? -1;
    if (digit < 0)
      throw new RangeError(`tile column: expected a base64 digit at ${i}, got "${text[i] ?? 'the end'}"`);
    value = value * 64 + digit;
  }
  return value;
}
