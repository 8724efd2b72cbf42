import { EXCHANGES, type Exchange, LIQUIDATION_EXCHANGES, VENUES } from '../../../schema/exchange.ts';
import type { FeedMinute, Instrument, Liquidation } from '../../../schema/market.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { ADAPTERS } from '../../../workers/exchange/index.ts';
import { feedsOf } from '../../../workers/ingest/feed/collect-feeds.ts';
import { saveBatch } from '../../../workers/ingest/save-batch.ts';
import { saveBars } from '../../../workers/store/save-bars.ts';

const FIVE = 5 * MINUTE;
/** Liquidations a minute of all symbols on a quiet day, by exchange. */
const QUIET: Partial<Record<Exchange, number>> = {
  okx: 4.5,
  binance: 2.7,
  bybit: 2.2,
  gate: 1.8,
  htx: 0.23,
  aster: 0.08,
};

/** A stretch of time, milliseconds UTC. */
type Span = { from: number; to: number };

/** The same number between 0 and 1 for the same two, whoever asks. */
export function chance(seed: number, at: number): number {
  let x =
    (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(at | 0, 0xc2b2ae35) ^ Math.floor(at / 2 ** 32)) >>>
    0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d) >>> 0;
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b) >>> 0;
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
}

/** USD of a coin: waves of months, weeks and hours, and what a five minutes' walk has of chance. */
function priceAt(seed: number, time: number): number {
  const days = time / DAY;
  const waves = 0.2 * Math.sin(days / 31 + seed) + 0.05 * Math.sin(days / 2.7) + 0.012 * Math.sin(days * 4.3);
  return 60_000 * Math.exp(waves + 0.002 * (chance(seed, Math.floor(time / FIVE)) - 0.5));
}

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));

/** Candles of one exchange, with the open interest at each close. */
export function candlesOf(symbol: string, exchange: Exchange, { from, to }: Span, step: number) {
  const seed = symbol.charCodeAt(0);
  const own = 100 + EXCHANGES.indexOf(exchange);
  const candles = [];
  const openInterest = [];
  for (let time = from; time + step <= to; time += step) {
    const [open, close] = [priceAt(seed, time), priceAt(seed, time + step)];
    const luck = (i: number) => chance(own + i, time / MINUTE);
    candles.push({
      ...{ symbol, exchange, time, step },
      open: rounded(open, 1),
      close: rounded(close, 1),
      high: rounded(Math.max(open, close) * (1 + 0.0015 * luck(50)), 1),
      low: rounded(Math.min(open, close) * (1 - 0.0015 * luck(60)), 1),
      volume: rounded((step / FIVE) * (50 + 300 * luck(70)), 3),
      buyVolume: rounded((step / FIVE) * 50 * luck(80), 3),
    });
    const coins = 80_000 + 5_000 * Math.sin(time / DAY / 5) + 400 * luck(90);
    openInterest.push({ symbol, exchange, time: time + step, openInterest: rounded(coins, 3) });
  }
  return { candles, openInterest };
}

/** Writes candles, a window at a time, so that no batch is larger than a poll's. */
export async function seedCandles(
  db: D1Database,
  { symbol, exchanges, step }: { symbol: string; exchanges: readonly Exchange[]; step: number },
  { from, to }: Span,
): Promise<number> {
  let rows = 0;
  for (const exchange of exchanges)
    for (let at = from; at < to; at += 2_000 * step) {
      const span = { from: at, to: Math.min(to, at + 2_000 * step) };
      const bars = candlesOf(symbol, exchange, span, step);
      rows += bars.candles.length;
      await saveBars(db, bars);
    }
  return rows;
}

/** Writes minute bars as events would have summed them: of the venues that report most two minutes of five have one. */
export async function seedMinuteBars(db: D1Database, symbol: string, { from, to }: Span): Promise<void> {
  for (const [i, exchange] of LIQUIDATION_EXCHANGES.entries()) {
    const liquidationBars = [];
    for (let time = from; time < to; time += MINUTE) {
      const luck = chance(200 + i, time / MINUTE);
      if (luck > (QUIET[exchange] === undefined ? 0.03 : 0.4)) continue;
      const usd = rounded(20_000 * luck * luck + 10, 2);
      const isLong = chance(300 + i, time / MINUTE) < 0.5;
      liquidationBars.push({
        ...{ symbol, exchange, time, step: MINUTE },
        ...{ longUsd: isLong ? usd : 0, shortUsd: isLong ? 0 : usd, count: 1 + Math.floor(3 * luck) },
      });
    }
    for (let at = 0; at < liquidationBars.length; at += 4_000)
      await saveBars(db, { liquidationBars: liquidationBars.slice(at, at + 4_000) });
  }
}

const FEEDS = Object.values(ADAPTERS).flatMap(adapter => {
  const polls = adapter.liquidations?.primary === 'poll' ? adapter.liquidations.polls : [];
  const names = [...feedsOf([adapter]).map(({ feed }) => feed.name), ...polls.map(({ name }) => name)];
  return names.map(feed => ({ exchange: adapter.exchange, feed }));
});

/** What every feed tells of the minutes of a span: that it was connected. */
export const coverageOf = ({ from, to }: Span): FeedMinute[] =>
  FEEDS.flatMap(feed =>
    Array.from({ length: (to - from) / MINUTE }, (_, i) => ({
      ...feed,
      time: from + i * MINUTE,
      seconds: 60,
      events: chance(400, from / MINUTE + i) < 0.4 ? 1 : 0,
      delay: 120,
    })),
  );

/** Writes what feeds told, a day at a time. */
export async function seedCoverage(db: D1Database, { from, to }: Span): Promise<void> {
  for (let at = from; at < to; at += DAY / 2) {
    const coverage = coverageOf({ from: at, to: Math.min(to, at + DAY / 2) });
    await saveBatch(db, { coverage }, to);
  }
}

/** Liquidations of a quiet stretch on all symbols: few have most of them. */
export const quietEvents = (symbols: readonly string[], { from, to }: Span): Liquidation[] =>
  Object.entries(QUIET).flatMap(([exchange, aMinute], i) => {
    const events: Liquidation[] = [];
    const gap = MINUTE / aMinute;
    for (let at = Math.ceil(from / gap); at * gap < to; at++) {
      const time = Math.floor(at * gap);
      const symbol = symbols[Math.floor(symbols.length * chance(500 + i, at) ** 2)] as string;
      const usd = rounded(20_000 * chance(600 + i, at) + 10, 2);
      const price = rounded(priceAt(symbol.charCodeAt(0), time), 1);
      events.push({
        ...{ exchange: exchange as Exchange, instrument: `${symbol}USDT`, symbol, side: 'long', price },
        ...{ priceKind: 'fill', quantity: usd / price, notionalUsd: usd, time, id: `${time}-${at}` },
      });
    }
    return events;
  });

/** Writes single liquidations, six hours at a time. */
export async function seedEvents(
  db: D1Database,
  symbols: readonly string[],
  { from, to }: Span,
): Promise<void> {
  for (let at = from; at < to; at += DAY / 4)
    await saveBatch(
      db,
      { liquidations: quietEvents(symbols, { from: at, to: Math.min(to, at + DAY / 4) }) },
      to,
    );
}

/** How many contracts venues list, about. */
const LISTED: Partial<Record<Exchange, number>> = {
  ...{
    binance: 560,
    bybit: 620,
    okx: 300,
    gate: 620,
    htx: 220,
    bitget: 560,
    bitfinex: 70,
    deribit: 90,
    kraken: 360,
  },
  ...{ dydx: 220, coinex: 260, aster: 320, lighter: 130, hyperliquid: 210, kucoin: 480, mexc: 780 },
};

/** Writes lists of contracts as long as the venues' own. */
export async function seedLists(db: D1Database, now: number): Promise<void> {
  for (const exchange of VENUES) {
    const instruments = Array.from(
      { length: LISTED[exchange] ?? 100 },
      (_, i): Instrument => ({
        exchange,
        ...{ instrument: `ZZ${i}_USDT`, symbol: `ZZ${i}`, quote: 'USDT', kind: 'linear', contractSize: 1 },
      }),
    );
    await saveBatch(db, { instruments }, now);
  }
}

/** Seeds a symbol: five minutes from `fine` on, hours before. */
export async function seedSymbol(
  db: D1Database,
  symbol: string,
  {
    exchanges = VENUES,
    fine,
    deep = [],
    hourly,
    to,
  }: {
    exchanges?: readonly Exchange[];
    /** From when on all have candles of five minutes, and minute bars. */
    fine: number;
    /** Exchanges that have candles of five minutes from `hourly` on: data that were collected live for so long. */
    deep?: readonly Exchange[];
    /** From when on the others have candles of an hour. */
    hourly: number;
    to: number;
  },
): Promise<number> {
  const rows = [
    await seedCandles(
      db,
      { symbol, exchanges: exchanges.filter(one => !deep.includes(one)), step: HOUR },
      { from: hourly, to: fine },
    ),
    await seedCandles(db, { symbol, exchanges: deep, step: FIVE }, { from: hourly, to: fine }),
    await seedCandles(db, { symbol, exchanges, step: FIVE }, { from: fine, to }),
  ];
  await seedMinuteBars(db, symbol, { from: fine, to });
  return rows.reduce((sum, count) => sum + count, 0);
}
