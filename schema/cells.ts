/**
 * Grid cells on the wire, one byte each: 0 is empty, v > 0 is `min · (max/min)^((v−1)/254)` USD.
 * One scale for the whole grid keeps a byte's meaning the same everywhere, so a byte is a colour.
 */
export type Cells = { bytes: Uint8Array; min: number; max: number };

const STEPS = 254;
/** ln(max/min) a byte can span while staying within 2 % of the true value: half a step is e^(10/254/2) − 1 = 1.99 %. */
const MAX_SPAN = 10;

/**
 * USD values to bytes. Cells more than e^10 (22,026 times) below the greatest become empty: beside it
 * they are nothing. Negative and non-finite values are a caller's error and throw.
 */
export function encodeCells(usd: ArrayLike<number>): Cells {
  let max = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < usd.length; i++) {
    const value = usd[i] as number;
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`cell ${i}: expected USD of 0 or more, got ${value}`);
    }
    if (value > max) max = value;
    if (value > 0 && value < least) least = value;
  }
  const bytes = new Uint8Array(usd.length);
  if (max === 0) return { bytes, min: 0, max: 0 };
  const min = Math.max(least, max * Math.exp(-MAX_SPAN));
  const logMin = Math.log(min);
  const span = Math.log(max) - logMin;
  const scale = span > 0 ? STEPS / span : 0;
  // Step 0 is byte 1, and a byte takes the whole part: half a step more rounds.
  const offset = 1.5 - logMin * scale;
  for (let i = 0; i < usd.length; i++) {
    const value = usd[i] as number;
    if (value === 0) continue;
    const byte = Math.log(value) * scale + offset;
    if (byte >= 1) bytes[i] = byte;
  }
  return { bytes, min, max };
}

/** The USD value of one byte. */
export const cellValue = ({ min, max }: { min: number; max: number }, byte: number): number =>
  byte === 0 || max === 0 ? 0 : min * (max / min) ** ((byte - 1) / STEPS);

/** The 256 USD values a byte can stand for. */
export const cellValues = (min: number, max: number): Float64Array =>
  Float64Array.from({ length: 256 }, (_, byte) => cellValue({ min, max }, byte));
