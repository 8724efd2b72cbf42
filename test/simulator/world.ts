import type { Candle, Side } from '../../schema/market.ts';
import { MINUTE } from '../../schema/range.ts';
import { createMarket, MARKETS } from '../../workers/local/market/market.ts';
import { createRandom } from '../../workers/local/market/random.ts';

/** A liquidation before any venue has put it into its own words. */
export type Occurrence = {
  exchange: string;
  symbol: string;
  side: Side;
  price: number;
  quantity: number;
  time: number;
};

export type SymbolHistory = {
  candles: Candle[];
  /** At the close of the candle beside it. */
  openInterest: number[];
  ratios: number[];
};

/**
 * The market that all venues of the simulator share: one price per symbol, its liquidations dealt out among
 * the venues. Times are milliseconds; it is generated minute by minute and the same for the same seed.
 */
export type World = {
  history: ReadonlyMap<string, SymbolHistory>;
  /** Generates up to a time and gives what happened since the last call, in order. */
  advance: (to: number) => Occurrence[];
  /** The last close. */
  priceOf: (symbol: string) => number;
};

export function createWorld(options: {
  seed: number;
  start: number;
  symbols: readonly string[];
  exchanges: readonly string[];
}): World {
  const { seed, start, symbols, exchanges } = options;
  const first = Math.floor(start / MINUTE) * MINUTE;
  const dealing = createRandom(seed, 77);
  const markets = symbols.map((symbol, index) => {
    const known = MARKETS.find(market => market.symbol === symbol);
    if (!known)
      throw new RangeError(`symbol: expected ${MARKETS.map(market => market.symbol)}, got ${symbol}`);
    const market = createMarket({ ...known, seed: seed * 100 + index, start: first, step: MINUTE });
    return { symbol, market, history: { candles: [], openInterest: [], ratios: [] } as SymbolHistory };
  });
  let generated = first;
  let waiting: Occurrence[] = [];

  return {
    history: new Map(markets.map(({ symbol, history }) => [symbol, history])),
    advance(to) {
      while (generated <= to) {
        const minute: Occurrence[] = [];
        for (const { symbol, market, history } of markets) {
          const { candle, openInterest, accountRatio, liquidations } = market.next();
          history.candles.push(candle);
          history.openInterest.push(openInterest.openInterest);
          history.ratios.push(accountRatio.ratio);
          for (const { side, price, quantity, time } of liquidations) {
            const exchange = exchanges[Math.floor(dealing.uniform() * exchanges.length)] as string;
            minute.push({ exchange, symbol, side, price, quantity, time });
          }
        }
        waiting.push(...minute.sort((a, b) => a.time - b.time));
        generated += MINUTE;
      }
      const due = waiting.filter(({ time }) => time <= to);
      waiting = waiting.filter(({ time }) => time > to);
      return due;
    },
    priceOf(symbol) {
      const history = markets.find(market => market.symbol === symbol)?.history;
      const last = history?.candles.at(-1);
      if (!last) throw new Error(`${symbol}: expected a candle, the world has not begun`);
      return last.close;
    },
  };
}

/** Bars of a step made of minutes: those of [from, to) that are whole, oldest first. */
export function barsOf(history: SymbolHistory, step: number, from: number, to: number) {
  const bars = new Map<number, { candle: Candle; openInterest: number; ratio: number; minutes: number }>();
  history.candles.forEach((minute, index) => {
    const time = Math.floor(minute.time / step) * step;
    if (time < from || time >= to) return;
    const bar = bars.get(time);
    const openInterest = history.openInterest[index] as number;
    const ratio = history.ratios[index] as number;
    if (!bar) {
      bars.set(time, { candle: { ...minute, time, step }, openInterest, ratio, minutes: 1 });
      return;
    }
    const { candle } = bar;
    candle.high = Math.max(candle.high, minute.high);
    candle.low = Math.min(candle.low, minute.low);
    candle.close = minute.close;
    candle.volume += minute.volume;
    candle.buyVolume = (candle.buyVolume ?? 0) + (minute.buyVolume ?? 0);
    Object.assign(bar, { openInterest, ratio, minutes: bar.minutes + 1 });
  });
  return [...bars.values()].filter(bar => bar.minutes === step / MINUTE);
}
