import type { Candle } from '../../../schema/market.ts';
import { type Reader, readReal, readSigned, type Writer, writeReal, writeSigned } from './bytes.ts';

type Prices = Pick<Candle, 'open' | 'high' | 'low' | 'close'>;

/** Said in place of digits where prices are no decimals of few digits. */
const REAL = 15;
const MOST_DIGITS = 12;
/** Differences of two stay whole numbers that a double holds. */
const MOST_TICKS = 2 ** 50;

/** The least number of digits behind the point that tell all prices exactly. */
export function digitsOf(candles: readonly Prices[]): number {
  const prices = candles.flatMap(({ open, high, low, close }) => [open, high, low, close]);
  for (let digits = 0; digits <= MOST_DIGITS; digits++) {
    const scale = 10 ** digits;
    const isExact = (price: number) => {
      const ticks = Math.round(price * scale);
      return Object.is(ticks / scale, price) && Math.abs(ticks) <= MOST_TICKS;
    };
    if (prices.every(isExact)) return digits;
  }
  return REAL;
}

/** Writes the prices of a candle; takes, and gives, the last close, in ticks. */
export function writePrices(
  writer: Writer,
  { open, high, low, close }: Prices,
  digits: number,
  last: number,
): number {
  if (digits === REAL) {
    for (const price of [open, high, low, close]) writeReal(writer, price);
    return last;
  }
  const [opened, highest, lowest, closed] = [open, high, low, close].map(price =>
    Math.round(price * 10 ** digits),
  ) as [number, number, number, number];
  writeSigned(writer, opened - last);
  writeSigned(writer, closed - opened);
  writeSigned(writer, highest - Math.max(opened, closed));
  writeSigned(writer, Math.min(opened, closed) - lowest);
  return closed;
}

/** What `writePrices` wrote; the last close, in ticks, is kept in `state`. */
export function readPrices(reader: Reader, digits: number, state: { last: number }): Prices {
  if (digits === REAL) {
    const [open, high, low] = [readReal(reader), readReal(reader), readReal(reader)];
    return { open, high, low, close: readReal(reader) };
  }
  const scale = 10 ** digits;
  const opened = state.last + readSigned(reader);
  const closed = opened + readSigned(reader);
  const highest = Math.max(opened, closed) + readSigned(reader);
  const lowest = Math.min(opened, closed) - readSigned(reader);
  state.last = closed;
  return { open: opened / scale, high: highest / scale, low: lowest / scale, close: closed / scale };
}
