import { EXCHANGES, type Exchange, STORED_PLACES } from '../../../schema/exchange.ts';
import type { LiquidationBar } from '../../../schema/market.ts';
import { DAY, MINUTE } from '../../../schema/range.ts';
import type { Span } from '../../store/spans.ts';
import {
  listOf,
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
import { readCandles, writeCandles } from './pack-candles.ts';
import type { CandleRun, ExchangeRuns, MarketRuns, WatchedDay } from './runs.ts';

const EXCHANGE_AT = new Map(EXCHANGES.map(exchange => [STORED_PLACES[exchange], exchange]));
const SECOND = 1_000;
/** What of a bar is there. */
const [LONG, SHORT, COUNT] = [1, 2, 4] as const;

/**
 * Coarse rows as bytes. Of each exchange its place, the unit of times (ms) and candles; then of each, in the same order, bars
 * and watched days. Each list is behind its length, each time is what it is more than the one before.
 */
export function packCoarse(rows: MarketRuns): Uint8Array {
  const writer = newWriter();
  writeWhole(writer, rows.size);
  for (const [exchange, of] of rows) {
    writeWhole(writer, STORED_PLACES[exchange]);
    writeWhole(writer, unitOf(of));
    writeCandles(writer, of.candles, unitOf(of));
  }
  for (const of of rows.values()) {
    writeBars(writer, of.bars, unitOf(of));
    writeWhole(writer, of.watched?.length ?? 0);
    for (const { day, seen, told } of of.watched ?? []) {
      writeWhole(writer, day / DAY);
      for (const spans of [seen, told]) writeSpans(writer, spans, day);
    }
  }
  return written(writer);
}

const unitOf = ({ candles, bars }: ExchangeRuns): number =>
  [...candles, ...bars].every(({ time, step }) => time % MINUTE === 0 && step % MINUTE === 0) ? MINUTE : 1;

/** What `packCoarse` packed. */
export function unpackCoarse(bytes: Uint8Array): MarketRuns {
  const reader = readerOf(bytes);
  return new Map(
    marketsIn(reader).map(({ exchange, unit, candles }): [Exchange, ExchangeRuns] => [
      exchange,
      {
        ...{ candles, feeds: [] },
        bars: readBars(reader, unit),
        watched: listOf(reader, () => readWatched(reader)),
      },
    ]),
  );
}

/** The candles of what `packCoarse` packed: what else there is is not read. */
export const unpackCandles = (bytes: Uint8Array): MarketRuns =>
  new Map(
    marketsIn(readerOf(bytes)).map(({ exchange, candles }) => [exchange, { candles, bars: [], feeds: [] }]),
  );

const marketsIn = (reader: Reader): { exchange: Exchange; unit: number; candles: CandleRun[] }[] =>
  listOf(reader, () => {
    const place = readWhole(reader);
    const exchange = EXCHANGE_AT.get(place);
    if (!exchange) throw new RangeError(`coarse rows: expected the place of an exchange, got ${place}`);
    const unit = readWhole(reader);
    return { exchange, unit, candles: readCandles(reader, unit) };
  });

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
