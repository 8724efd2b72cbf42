import { type Reader, readReal, readWhole, type Writer, writeReal, writeWhole } from './bytes.ts';
import { digitsOf, readPrices, writePrices } from './pack-prices.ts';
import { type CandleRun, turnoverOf } from './runs.ts';

/** Writes candles that were merged, behind their number and the digits of their prices; `unit` is that of times, ms. */
export function writeCandles(writer: Writer, candles: readonly CandleRun[], unit: number): void {
  const digits = digitsOf(candles);
  writeWhole(writer, candles.length);
  writeWhole(writer, digits);
  let [at, last] = [0, 0];
  for (const candle of candles) {
    const { time, step, count = 1, overlapped } = candle;
    writeWhole(writer, (time - at) / unit);
    writeWhole(writer, step / unit);
    writeWhole(writer, 2 * count + Number(overlapped ?? false));
    last = writePrices(writer, candle, digits, last);
    writeReal(writer, candle.volume);
    if (count > 1) for (const value of [turnoverOf(candle), candle.lost ?? 0]) writeReal(writer, value);
    at = time;
  }
}

/** What `writeCandles` wrote. */
export function readCandles(reader: Reader, unit: number): CandleRun[] {
  const length = readWhole(reader);
  const digits = readWhole(reader);
  const candles: CandleRun[] = [];
  const state = { last: 0 };
  for (let time = 0; candles.length < length; ) {
    time += readWhole(reader) * unit;
    const step = readWhole(reader) * unit;
    const bits = readWhole(reader);
    const overlapped = bits % 2 === 1;
    const count = (bits - (bits % 2)) / 2;
    const { open, high, low, close } = readPrices(reader, digits, state);
    const volume = readReal(reader);
    // Written out twice: fields that are added to an object later are slow.
    candles.push(
      count > 1
        ? {
            ...{ time, step, open, high, low, close, volume, overlapped, count },
            ...{ turnover: readReal(reader), lost: readReal(reader) },
          }
        : { time, step, open, high, low, close, volume, overlapped },
    );
  }
  return candles;
}
