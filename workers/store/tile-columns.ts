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

const ALL_LEVELS: LevelRange = { bottom: Number.NEGATIVE_INFINITY, top: Number.POSITIVE_INFINITY };

/** Whose a column is: an exchange set, or a layer of `all`. */
export type ColumnOwner = ExchangeSet | Layer;

/** A column as it is stored: the code of each of its levels, up from the first that is not empty to the last. */
export type ColumnCodes = { firstLevel: number; codes: Uint16Array };

/** One column at place `index` (0 to 4095) of its tile. Empty ends are cut; values under half a code are empty. */
export const encodeColumn = (owner: ColumnOwner, index: number, column: LevelColumn): string =>
  codesText(owner, index, codesOf(column));

/** The text that `encodeColumn` gives, of a column whose codes are known. */
export function codesText(owner: ColumnOwner, index: number, { firstLevel, codes }: ColumnCodes): string {
  const bytes = new Uint8Array(2 * codes.length);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    bytes[2 * i] = DIGIT_CODES[code >> 6] as number;
    bytes[2 * i + 1] = DIGIT_CODES[code & 63] as number;
  }
  const head = digits(1, OWNER_PLACES[owner]) + digits(2, index) + digits(4, firstLevel + LEVEL_OFFSET);
  return head + digits(2, codes.length) + new TextDecoder().decode(bytes);
}

/** A column is written in several widths and for its digest: its logarithms are taken once. */
const KNOWN_CODES = new WeakMap<LevelColumn, ColumnCodes>();

/** A column's dollars as codes. Throws where they are no dollars, or more levels than a column can have. */
export function codesOf(column: LevelColumn): ColumnCodes {
  const known = KNOWN_CODES.get(column);
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
  const cut = { firstLevel: firstLevel + from, codes: codes.slice(from, to) };
  KNOWN_CODES.set(column, cut);
  return cut;
}

/** The dollars that codes stand for, as far as they stand `within` these levels. */
export function codesColumn({ firstLevel, codes }: ColumnCodes, within = ALL_LEVELS): LevelColumn {
  const [from, to] = partWithin(firstLevel, codes.length, within);
  const usd = new Float64Array(to - from);
  for (let i = 0; i < usd.length; i++) usd[i] = CODE_USD[codes[from + i] as number] as number;
  return { firstLevel: firstLevel + from, usd };
}

/** Which of so many levels from `firstLevel` up lie within a range: from the one index up to the other. */
function partWithin(firstLevel: number, count: number, { bottom, top }: LevelRange): [number, number] {
  const from = Math.min(count, Math.max(0, bottom - firstLevel));
  return [from, Math.max(from, Math.min(count, top + 1 - firstLevel))];
}

/** A column as it stands in a tile's text, from the digit `at` on. */
type ColumnText = { index: number; firstLevel: number; at: number; text: string };

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
  return cutColumns(text, owner).map(({ index, firstLevel, at, text }) => {
    const [from, to] = partWithin(firstLevel, (text.length - HEAD) / 2, within);
    const codes = readCodes(bytes, at + HEAD + 2 * from, to - from);
    return { index, column: codesColumn({ firstLevel: firstLevel + from, codes }) };
  });
}

/** So many two-digit codes from the byte `from` on. */
function readCodes(bytes: Uint8Array, from: number, count: number): Uint16Array {
  const codes = new Uint16Array(count);
  for (let i = 0, at = from; i < count; i++, at += 2) {
    const code =
      (FIRST_DIGIT[bytes[at] as number] as number) | (SECOND_DIGIT[bytes[at + 1] as number] as number);
    if (code < 0) {
      const got = String.fromCharCode(...bytes.subarray(at, at + 2));
      throw new RangeError(`tile column: expected two base64 digits at ${at}, got "${got}"`);
    }
    codes[i] = code;
  }
  return codes;
}

/** The columns of one owner as they were written. */
export function cutColumns(text: string, owner: ColumnOwner): ColumnText[] {
  const columns: ColumnText[] = [];
  const wanted = OWNER_PLACES[owner];
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

/** How stored columns name whose they are: 0 for all, else the stored place. */
export const OWNER_PLACES: Readonly<Record<ColumnOwner, number>> = {
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
