import type { StoredCandle } from '../market-rows.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { readOptional, readSeries, writeOptional, writeSeries } from './series.ts';

/**
 * Candles by fields, the close first: a candle opens where the one before closed, reaches little beyond its body, and
 * half of what was traded in it was bought.
 */
export function writeCandles(writer: ByteWriter, name: string, candles: readonly StoredCandle[]): void {
  const of = (field: 'time' | 'step' | 'open' | 'high' | 'low' | 'close' | 'volume') =>
    Float64Array.from(candles, candle => candle[field]);
  const write = (field: Parameters<typeof of>[0], predicted?: Float64Array): Float64Array => {
    const values = of(field);
    writeSeries(writer, `${name} candle ${field}`, values, predicted);
    return values;
  };
  writer.whole(candles.length);
  write('time');
  write('step');
  const close = write('close');
  const open = write('open', closeBefore(close));
  write('high', ends(open, close, Math.max));
  write('low', ends(open, close, Math.min));
  const volume = write('volume', new Float64Array(candles.length));
  const buyVolume = candles.map(candle => candle.buyVolume);
  writeOptional(writer, `${name} candle buyVolume`, buyVolume, half(volume));
  const openInterest = candles.map(candle => candle.openInterest);
  writeOptional(writer, `${name} candle openInterest`, openInterest);
}

/** The candles that `writeCandles` wrote. */
export function readCandles(reader: ByteReader): StoredCandle[] {
  const count = reader.whole();
  const time = readSeries(reader, count);
  const step = readSeries(reader, count);
  const close = readSeries(reader, count);
  const open = readSeries(reader, count, closeBefore(close));
  const high = readSeries(reader, count, ends(open, close, Math.max));
  const low = readSeries(reader, count, ends(open, close, Math.min));
  const volume = readSeries(reader, count, new Float64Array(count));
  const buyVolume = readOptional(reader, count, half(volume));
  const openInterest = readOptional(reader, count);
  const candles: StoredCandle[] = [];
  for (let i = 0; i < count; i++) {
    const candle: StoredCandle = {
      time: time[i] as number,
      step: step[i] as number,
      open: open[i] as number,
      high: high[i] as number,
      low: low[i] as number,
      close: close[i] as number,
      volume: volume[i] as number,
    };
    const bought = buyVolume[i] as number;
    const stood = openInterest[i] as number;
    if (!Number.isNaN(bought)) candle.buyVolume = bought;
    if (!Number.isNaN(stood)) candle.openInterest = stood;
    candles.push(candle);
  }
  return candles;
}

/** The close of the candle before; of the first, its own. */
function closeBefore(close: Float64Array): Float64Array {
  const before = close.slice();
  before.set(close.subarray(0, -1), Math.min(1, close.length));
  return before;
}

/** One end of each candle’s body: the upper by `Math.max`, the lower by `Math.min`. */
function ends(open: Float64Array, close: Float64Array, end: (a: number, b: number) => number): Float64Array {
  const found = new Float64Array(open.length);
  for (let i = 0; i < found.length; i++) found[i] = end(open[i] as number, close[i] as number);
  return found;
}
const half = (volume: Float64Array): Float64Array => volume.map(value => value / 2);
