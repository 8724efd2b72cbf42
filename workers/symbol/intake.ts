import type { Exchange } from '../../schema/exchange.ts';
import { faultText } from '../../schema/fault.ts';
import { besideFaults, candleFault } from '../../schema/plausible.ts';
import { DAY } from '../../schema/range.ts';
import type { FeedSpan, News, RowSpan } from '../store/news.ts';
import {
  type CandleOf,
  type FeedHour,
  readBarsIn,
  readCandlesEndingAt,
  readCandlesIn,
  readFeedHoursIn,
} from '../store/read-market-rows.ts';
import { type SetAside, setAsideCandles } from '../store/set-aside-candles.ts';
import { withoutNulls } from '../store/without-nulls.ts';
import { addHour, addRows, type ChangedDay, clearHours, clearSpan, replaceCandle } from './day-changes.ts';
import { dayOf, daysBetween, packDay, readDay } from './days.ts';
import { withRows } from './exchange-head.ts';
import type { Head } from './head.ts';
import type { StoredCandle } from './market-rows.ts';
import type { Write } from './own.ts';
import type { Stepped } from './step-symbol.ts';

/** What is read of D1: rows of this symbol, and what feeds told, where somebody has read that already. */
export type Spans = {
  rows: readonly RowSpan[];
  ends: News['spans']['ends'];
  feeds: readonly FeedSpan[];
  hours?: readonly FeedHour[];
};

type Candle = StoredCandle & { exchange: Exchange };

/**
 * Reads again what D1 holds of some spans, and gives the days that change with it, to be written, and what is then known of
 * the exchanges. A candle that no market can have is set aside among the rejects, and is not kept.
 */
export async function takeSpans(
  { own, db, symbol }: Stepped,
  head: Head,
  { rows, ends, feeds, hours }: Spans,
  now: number,
): Promise<{ writes: Write[]; exchanges: Head['exchanges']; candles: number; rows: number }> {
  const [stored, ending, bars, told] = await Promise.all([
    rows.length > 0 ? readCandlesIn(db, rows) : [],
    ends.length > 0 ? readCandlesEndingAt(db, ends) : [],
    rows.length > 0 ? readBarsIn(db, rows) : [],
    hours ?? (feeds.length > 0 ? readFeedHoursIn(db, feeds) : []),
  ]);
  const { candles, refused } = await believed({ own, db, symbol }, stored, now);
  const { candles: closing } = await believed({ own, db, symbol }, ending, now);
  const spans = [...rows.map(([, exchange, from, to]) => ({ exchange, from, to })), ...feedSpans(feeds)];
  const touched = new Set([
    ...spans.flatMap(({ from, to }) => daysBetween(own, from, to)),
    ...[...candles, ...closing, ...bars].map(({ time }) => dayOf(time)),
    ...told.map(({ hour }) => dayOf(hour)),
  ]);
  const days = new Map<number, ChangedDay>();
  for (const day of touched) days.set(day, new Map(await readDay(own, day)));
  const dayAt = (time: number) => days.get(dayOf(time)) as ChangedDay;

  for (const [time, day] of days) {
    for (const [, exchange, from, to] of rows) clearSpan(day, exchange, from, to);
    for (const [exchange, from, to] of feeds) clearHours(day, exchange, { time, from, to });
  }
  const exchanges = { ...head.exchanges };
  const ofDay = ({ exchange, time }: { exchange: Exchange; time: number }) => `${exchange} ${dayOf(time)}`;
  const barsOf = Map.groupBy(bars, ofDay);
  const candlesOf = Map.groupBy(candles, ofDay);
  for (const rows of [
    ...candlesOf.values(),
    ...[...barsOf].flatMap(([key, own]) => (candlesOf.has(key) ? [] : [own])),
  ]) {
    const { exchange, time } = rows[0] as { exchange: Exchange; time: number };
    const key = ofDay({ exchange, time });
    const added = {
      candles: (candlesOf.get(key) ?? []).map(withoutExchange),
      bars: (barsOf.get(key) ?? []).map(({ exchange: _, ...bar }) => bar),
    };
    addRows(dayAt(time), exchange, added);
    exchanges[exchange] = withRows(exchanges[exchange], added.candles, added.bars);
  }
  for (const candle of closing) {
    const plain = withoutExchange(candle);
    replaceCandle(dayAt(candle.time), candle.exchange, plain);
    exchanges[candle.exchange] = withRows(exchanges[candle.exchange], [plain], []);
  }
  for (const { exchange, time } of refused) {
    const known = exchanges[exchange];
    exchanges[exchange] = { ...known, toldUntil: Math.max(known?.toldUntil ?? 0, time + 1) };
  }
  for (const hour of told) addHour(dayAt(hour.hour), hour);
  const writes = await Promise.all([...days].map(([time, day]) => packDay(time, day)));
  return {
    ...{ writes, exchanges },
    candles: stored.length + ending.length,
    rows: stored.length + bars.length,
  };
}

const withoutExchange = ({ exchange: _, ...candle }: Candle): StoredCandle => candle;

const feedSpans = (feeds: readonly FeedSpan[]) =>
  feeds.map(([exchange, from, to]) => ({ exchange, from: from - DAY / 24, to }));

/**
 * The candles that can be; others are told among the rejects, and deleted, so that they are met once, and so is an open
 * interest that cannot be beside a candle that can.
 */
async function believed(
  { db, symbol }: Stepped,
  rows: readonly CandleOf[],
  now: number,
): Promise<{ candles: Candle[]; refused: { exchange: Exchange; time: number }[] }> {
  const candles: Candle[] = [];
  const refused: { exchange: Exchange; time: number }[] = [];
  const setAside = new Map<Exchange, SetAside[]>();
  for (const { exchange, ...row } of rows) {
    // D1 gives what is infinite as null, which must stay where null is none.
    const { buyVolume, openInterest, ...traded } = row;
    const fault = candleFault({ ...traded, ...withoutNulls({ buyVolume }) });
    const beside = fault ? undefined : besideFaults(row.close, withoutNulls({ openInterest })).openInterest;
    const told = fault ?? beside;
    if (told) {
      const drop = fault ? 'candle' : 'openInterest';
      setAside.set(exchange, [...(setAside.get(exchange) ?? []), { row, reason: faultText(told), drop }]);
    }
    if (fault) refused.push({ exchange, time: row.time });
    else
      candles.push({
        ...{ exchange, ...traded },
        ...withoutNulls({ buyVolume, openInterest: beside ? null : openInterest }),
      });
  }
  const statements = [...setAside].flatMap(([exchange, aside]) =>
    setAsideCandles(db, { symbol, exchange }, aside, now),
  );
  if (statements.length > 0) await db.batch(statements);
  return { candles, refused };
}
