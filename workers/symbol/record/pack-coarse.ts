import { EXCHANGES, STORED_PLACES } from '../../../schema/exchange.ts';
import type { LiquidationBar } from '../../../schema/market.ts';
import { DAY, MINUTE } from '../../../schema/range.ts';
import type { Span } from '../../store/spans.ts';
import {
  newWriter,
  type Reader,
  readerOf,
  readReal,
  readWhole,
  type Writer,
  writeReal,
  writeWhole,
  written,
} from './bytes.ts';
import { digitsOf, readPrices, writePrices } from './pack-prices.ts';
import type { CandleRun, ExchangeRuns, MarketRuns, WatchedDay } from './runs.ts';

const EXCHANGE_AT = new Map(EXCHANGES.map(exchange => [STORED_PLACES[exchange], exchange]));
const SECOND = 1_000;
/** What of a bar is there. */
const [LONG, SHORT, COUNT] = [1, 2, 4] as const;

/**
 * Coarse rows as bytes. Per exchange: its place, the unit of times (ms), candles, bars and watched days, each list behind its
 * length, each time as what it is more than the one before.
 */
export function packCoarse(rows: MarketRuns): Uint8Array {
  const writer = newWriter();
  writeWhole(writer, rows.size);
  for (const [exchange, { candles, bars, watched = [] }] of rows) {
    const isInMinutes = [...candles, ...bars].every(
      ({ time, step }) => time % MINUTE === 0 && step % MINUTE === 0,
    );
    const unit = isInMinutes ? MINUTE : 1;
    writeWhole(writer, STORED_PLACES[exchange]);
    writeWhole(writer, unit);
    writeCandles(writer, candles, unit);
    writeBars(writer, bars, unit);
    writeWhole(writer, watched.length);
    for (const { day, seen, told } of watched) {
      writeWhole(writer, day / DAY);
      for (const spans of [seen, told]) writeSpans(writer, spans, day);
    }
  }
  return written(writer);
}

/** What `packCoarse` packed. */
export function unpackCoarse(bytes: Uint8Array): MarketRuns {
  const reader = readerOf(bytes);
  return new Map(
    listOf(reader, () => {
      const place = readWhole(reader);
      const exchange = EXCHANGE_AT.get(place);
      if (!exchange) throw new RangeError(`coarse rows: expected the place of an exchange, got ${place}`);
      const unit = readWhole(reader);
      const candles = readCandles(reader, unit);
      const bars = readBars(reader, unit);
      const watched = listOf(reader, () => readWatched(reader));
      return [exchange, { candles, bars, feeds: [], watched } satisfies ExchangeRuns];
    }),
  );
}

function listOf<Item>(reader: Reader, read: () => Item): Item[] {
  const items: Item[] = [];
  for (let left = readWhole(reader); left > 0; left--) items.push(read());
  return items;
}

function writeCandles(writer: Writer, candles: readonly CandleRun[], unit: number): void {
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
    if (count > 1) writeReal(writer, candle.turnover ?? candle.volume * candle.close);
    at = time;
  }
}

function readCandles(reader: Reader, unit: number): CandleRun[] {
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
        ? { time, step, open, high, low, close, volume, overlapped, count, turnover: readReal(reader) }
        : { time, step, open, high, low, close, volume, overlapped },
    );
  }
  return candles;
}

function writeBars(writer: Writer, bars: readonly LiquidationBar[], unit: number): void {
  writeWhole(writer, bars.length);
  let at = 0;
  for (const { time, step, longUsd, shortUsd, count } of bars) {
    writeWhole(writer, (time - at) / unit);
    writeWhole(writer, step / unit);
    const there = [
      longUsd !== undefined && LONG,
      shortUsd !== undefined && SHORT,
      count !== undefined && COUNT,
    ];
    writeWhole(
      writer,
      there.reduce<number>((sum, bit) => sum + Number(bit), 0),
    );
    if (longUsd !== undefined) writeReal(writer, longUsd);
    if (shortUsd !== undefined) writeReal(writer, shortUsd);
    if (count !== undefined) writeWhole(writer, count);
    at = time;
  }
}

function readBars(reader: Reader, unit: number): LiquidationBar[] {
  let time = 0;
  return listOf(reader, () => {
    time += readWhole(reader) * unit;
    const step = readWhole(reader) * unit;
    const there = readWhole(reader);
    if (there === (LONG | SHORT | COUNT))
      return { time, step, longUsd: readReal(reader), shortUsd: readReal(reader), count: readWhole(reader) };
    const bar: LiquidationBar = { time, step };
    if (there & LONG) bar.longUsd = readReal(reader);
    if (there & SHORT) bar.shortUsd = readReal(reader);
    if (there & COUNT) bar.count = readWhole(reader);
    return bar;
  });
}

function writeSpans(writer: Writer, spans: readonly Span[], day: number): void {
  writeWhole(writer, spans.length);
  let at = day;
  for (const [from, to] of spans) {
    writeWhole(writer, (from - at) / SECOND);
    writeWhole(writer, (to - from) / SECOND);
    at = to;
  }
}

function readWatched(reader: Reader): WatchedDay {
  const day = readWhole(reader) * DAY;
  const spans = () => {
    let at = day;
    return listOf(reader, (): Span => {
      const from = at + readWhole(reader) * SECOND;
      at = from + readWhole(reader) * SECOND;
      return [from, at];
    });
  };
  return { day, seen: spans(), told: spans() };
}
