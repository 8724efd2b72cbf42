import type { Exchange } from '../../schema/exchange.ts';
import { DAY } from '../../schema/range.ts';
import { dayOf, readDay } from './days.ts';
import type { ExchangeHead } from './head.ts';
import type { MarketRows } from './market-rows.ts';
import type { Own } from './own.ts';
import { joinRows } from './record/join-rows.ts';
import { type ModelCandles, modelCandlesOf } from './record/model-candles-of.ts';

/** Reads days, each once, whoever asks for it. */
export function dailyRows(own: Own): (day: number) => Promise<MarketRows> {
  const read = new Map<number, Promise<MarketRows>>();
  return day => {
    const known = read.get(day) ?? readDay(own, day);
    read.set(day, known);
    return known;
  };
}

const NOTHING: ModelCandles = { candles: [], setAside: [], more: false, until: 0 };

/** The candles of an exchange that open at `from` or later, `limit` at most, oldest first, as the model takes them. */
export async function waitingCandles(
  readDay: (day: number) => Promise<MarketRows>,
  { firstTime = 0, last, toldUntil = 0 }: ExchangeHead = {},
  exchange: Exchange,
  { from, limit, now }: { from: number; limit: number; now: number },
): Promise<ModelCandles> {
  if (!last || last.time < from) return { ...NOTHING, until: Math.max(from, toldUntil) };
  // Candles of a day may reach into the next, where their minutes then are.
  const end = dayOf(last.time + last.step) + DAY;
  const days: MarketRows[] = [];
  let found = NOTHING;
  let first = dayOf(Math.max(from, firstTime));
  // As many days as the limit fills, if they are full; more where they are not.
  for (let pending = Math.ceil((limit * last.step) / DAY) + 1; first < end; pending *= 2) {
    const until = Math.min(end, first + pending * DAY);
    for (; first < until; first += DAY) days.push(await readDay(first));
    const rows = joinRows(days).get(exchange);
    if (rows) found = modelCandlesOf(rows, { from, limit, now });
    if (found.more) break;
  }
  return {
    ...found,
    until: found.more ? Math.max(found.until, from) : Math.max(found.until, from, toldUntil),
  };
}
