import type { Exchange } from '../../schema/exchange.ts';
import type { LiquidationBar } from '../../schema/market.ts';
import { DAY, HOUR, MINUTE } from '../../schema/range.ts';
import type { FeedHour } from '../store/read-market-rows.ts';
import { dayOf } from './days.ts';
import type { ExchangeRows, FeedDay, StoredCandle } from './market-rows.ts';

/** A UTC day that is being changed, by exchange. */
export type ChangedDay = Map<Exchange, ExchangeRows>;

const MINUTES = DAY / MINUTE;

const rowsOf = (day: ChangedDay, exchange: Exchange): ExchangeRows => {
  const rows = day.get(exchange) ?? { candles: [], bars: [], feeds: [] };
  day.set(exchange, rows);
  return rows;
};

const inOrder = (a: { time: number; step: number }, b: { time: number; step: number }): number =>
  a.time - b.time || a.step - b.step;

/** Forgets what a day has of an exchange of [from, to). */
export function clearSpan(day: ChangedDay, exchange: Exchange, from: number, to: number): void {
  const rows = day.get(exchange);
  if (!rows) return;
  const isOutside = ({ time }: { time: number }) => time < from || time >= to;
  rows.candles = rows.candles.filter(isOutside);
  rows.bars = rows.bars.filter(isOutside);
}

/** Puts rows into a day that has none at their times and steps. */
export function addRows(
  day: ChangedDay,
  exchange: Exchange,
  { candles = [], bars = [] }: { candles?: readonly StoredCandle[]; bars?: readonly LiquidationBar[] },
): void {
  const rows = rowsOf(day, exchange);
  rows.candles = [...rows.candles, ...candles].sort(inOrder);
  rows.bars = [...rows.bars, ...bars].sort(inOrder);
}

/** Puts a candle in the place of the one of its time and step. */
export function replaceCandle(day: ChangedDay, exchange: Exchange, candle: StoredCandle): void {
  const rows = rowsOf(day, exchange);
  const others = rows.candles.filter(({ time, step }) => time !== candle.time || step !== candle.step);
  rows.candles = [...others, candle].sort(inOrder);
}

/** Forgets what feeds of an exchange told of the hours of a day that reach into [from, to). */
export function clearHours(
  day: ChangedDay,
  exchange: Exchange,
  { time, from, to }: { time: number; from: number; to: number },
): void {
  const rows = day.get(exchange);
  if (!rows) return;
  const first = Math.max(0, Math.floor((from - time) / HOUR));
  const end = Math.min(24, Math.ceil((to - time) / HOUR));
  if (first >= end) return;
  rows.feeds = rows.feeds
    .map(feed => ({ ...feed, told: feed.told.slice().fill(0, first * 60, end * 60) }))
    .filter(({ told }) => told.some(minute => minute !== 0));
}

/** Puts in what a feed told of an hour. */
export function addHour(day: ChangedDay, { exchange, feed, hour, minutes }: FeedHour): void {
  const rows = rowsOf(day, exchange);
  const time = dayOf(hour);
  let known: FeedDay | undefined = rows.feeds.find(one => one.feed === feed);
  if (!known) {
    known = { day: time, feed, told: new Uint8Array(MINUTES) };
    rows.feeds = [...rows.feeds, known].sort((a, b) => (a.feed < b.feed ? -1 : 1));
  }
  const first = (hour - time) / MINUTE;
  for (const [minute, [seconds]] of Object.entries(minutes))
    known.told[first + Number(minute)] = 1 + Math.min(60, Math.max(0, Math.round(seconds)));
}
