import { EXCHANGES, type Exchange, STORED_PLACES } from '../../../schema/exchange.ts';
import type { LiquidationBar } from '../../../schema/market.ts';
import type { ExchangeRows, FeedDay, MarketRows } from '../market-rows.ts';
import type { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { readCandles, writeCandles } from './packed-candles.ts';
import { readOptional, readSeries, writeOptional, writeSeries } from './series.ts';
import { packBody, unpackBody } from './versioned.ts';

const KIND = { name: 'packed rows', version: 1 };
const BY_PLACE = new Map(EXCHANGES.map(exchange => [STORED_PLACES[exchange], exchange]));

/**
 * What came of a symbol on one UTC day, to the last bit. The body: the number of exchanges; for each, its stored place,
 * its candles, its bars, and what its feeds told. Throws a RangeError that names the field where a number is not finite.
 */
export async function packRows(rows: MarketRows): Promise<Uint8Array> {
  const writer = new ByteWriter();
  writer.whole(rows.size);
  for (const [exchange, { candles, bars, feeds }] of rows) {
    writer.byte(STORED_PLACES[exchange]);
    writeCandles(writer, exchange, candles);
    writeBars(writer, exchange, bars);
    writeFeeds(writer, exchange, feeds);
  }
  return packBody(KIND, writer.written());
}

/** What `packRows` packed, in its order. Throws a RangeError on bytes that it did not write. */
export async function unpackRows(bytes: Uint8Array): Promise<MarketRows> {
  const reader = await unpackBody(KIND, bytes);
  const rows = new Map<Exchange, ExchangeRows>();
  for (let left = reader.whole(); left > 0; left--) {
    const place = reader.byte();
    const exchange = BY_PLACE.get(place);
    if (!exchange) throw new RangeError(`${KIND.name}: expected a stored place that is known, got ${place}`);
    rows.set(exchange, { candles: readCandles(reader), bars: readBars(reader), feeds: readFeeds(reader) });
  }
  reader.end();
  return rows;
}

const SUMS = ['longUsd', 'shortUsd', 'count'] as const;

/** Bars by fields. What was liquidated in one minute says nothing of the next: sums are written as they are. */
function writeBars(writer: ByteWriter, name: string, bars: readonly LiquidationBar[]): void {
  writer.whole(bars.length);
  for (const field of ['time', 'step'] as const)
    writeSeries(
      writer,
      `${name} bar ${field}`,
      Float64Array.from(bars, bar => bar[field]),
    );
  const nothing = new Float64Array(bars.length);
  for (const field of SUMS) {
    const values = bars.map(bar => bar[field]);
    writeOptional(writer, `${name} bar ${field}`, values, nothing);
  }
}

function readBars(reader: ByteReader): LiquidationBar[] {
  const count = reader.whole();
  const time = readSeries(reader, count);
  const step = readSeries(reader, count);
  const nothing = new Float64Array(count);
  const sums = SUMS.map(field => ({ field, values: readOptional(reader, count, nothing) }));
  return Array.from({ length: count }, (_, i) => {
    const bar: LiquidationBar = { time: time[i] as number, step: step[i] as number };
    for (const { field, values } of sums) {
      const value = values[i] as number;
      if (!Number.isNaN(value)) bar[field] = value;
    }
    return bar;
  });
}

function writeFeeds(writer: ByteWriter, name: string, feeds: readonly FeedDay[]): void {
  writer.whole(feeds.length);
  writeSeries(
    writer,
    `${name} feed day`,
    Float64Array.from(feeds, ({ day }) => day),
  );
  for (const { feed, told } of feeds) {
    writer.text(feed);
    writer.whole(told.length);
    writer.bytes(told);
  }
}

function readFeeds(reader: ByteReader): FeedDay[] {
  const days = readSeries(reader, reader.whole());
  return Array.from(days, day => ({ day, feed: reader.text(), told: reader.take(reader.whole()).slice() }));
}
