import type { Side } from '../../../schema/market.ts';
import { DAY, MINUTE } from '../../../schema/range.ts';
import { createBook, firstReached, type Position, reducePosition } from './position-book.ts';
import {
  BEAT,
  changeWeather,
  createPath,
  moveFreely,
  type PricePath,
  pathPrice,
  pushPrice,
} from './price-path.ts';
import { createRandom, type Random } from './random.ts';
import {
  bankruptcyPrice,
  type Contract,
  type Crowd,
  LEVERAGES,
  populate,
  roundToTick,
  take,
  trade,
} from './traders.ts';

/** Lots that change hands between traders with positions in a day, per lot of open interest. */
const POSITION_TURNOVER = 0.6;
/** And between all others, who hold nothing for long. */
const OTHER_TURNOVER = 1.4;
/** Traders with positions meet in one of so many beats. */
const MEETINGS = 6;
/** Forced trades of this share of the ordinary open interest move a calm price by 1 %; an agitated one more. */
const DEPTH = 0.08;
/** How many of those who take a liquidated position do so to open one; the others leave the other side. */
const BARGAIN_HUNTERS = 0.5;
/** The mood remembers the returns of days; a crowd of this many ordinary beats' deviations is all of one mind. */
const KEEP_MEMORY = 0.5 ** (MINUTE / (1.5 * DAY));
const STRONG_MEMORY = 150;
/** The open interest that traders want wanders over weeks; the deviation is of its logarithm. */
const KEEP_APPETITE = 0.5 ** (MINUTE / (15 * DAY));
const APPETITE_DEVIATION = 0.15;

/** A position that was liquidated, with what it was when it went. */
export type Liquidated = { side: Side; id: number; lots: number; bankruptcyPrice: number; time: number };

/** A market in trade. Extremes, turnover and liquidations gather until somebody resets them. */
export type Trading = {
  readonly random: Random;
  readonly path: PricePath;
  readonly crowd: Crowd;
  /** The open interest of ordinary times, lots. */
  readonly ordinaryLots: number;
  /** Logarithm of the wanted over the ordinary open interest. */
  appetite: number;
  /** Recent returns, fading. */
  memory: number;
  time: number;
  price: number;
  high: number;
  low: number;
  /** Traded lots, and those of them that takers bought. */
  lots: number;
  bought: number;
  liquidated: Liquidated[];
};

export function openTrading(
  seed: number,
  contract: Contract,
  at: { time: number; price: number; openInterestUsd: number; yearlyVolatility: number },
): Trading {
  const random = createRandom(seed, 1);
  const path = createPath(createRandom(seed, 2), at.price, at.yearlyVolatility);
  const price = roundToTick(at.price, contract);
  const books = {
    long: createBook('long', price, LEVERAGES.length),
    short: createBook('short', price, LEVERAGES.length),
  };
  const crowd: Crowd = { random, contract, ...books, mood: 0, lastId: 0 };
  const ordinaryLots = Math.round((at.openInterestUsd / at.price) * contract.lotsPerUnit);
  populate(crowd, ordinaryLots, price);
  const quiet = { appetite: 0, memory: 0, lots: 0, bought: 0, liquidated: [] };
  return { random, path, crowd, ordinaryLots, ...quiet, time: at.time, price, high: price, low: price };
}

export function tradeMinute(trading: Trading): void {
  const { random, path, crowd } = trading;
  changeWeather(path, trading.time);
  const restlessness = APPETITE_DEVIATION * Math.sqrt(1 - KEEP_APPETITE ** 2);
  trading.appetite = trading.appetite * KEEP_APPETITE + restlessness * random.normal();
  const wanted = trading.ordinaryLots * Math.exp(trading.appetite);
  const opened = trading.price;
  for (let beat = 0; beat < MINUTE / BEAT; beat++) tradeBeat(trading, wanted);
  trading.memory = trading.memory * KEEP_MEMORY + Math.log(trading.price / opened);
  crowd.mood = Math.tanh(trading.memory / (STRONG_MEMORY * path.ordinary));
}

/** The price moves, those it reaches are liquidated, then the others trade. */
function tradeBeat(trading: Trading, wanted: number): void {
  const { random, path, crowd } = trading;
  const before = trading.price;
  moveFreely(path);
  quote(trading);
  sweep(trading, (0.01 / (DEPTH * wanted)) * path.agitation ** 0.7);

  const surprise = Math.log(trading.price / before) / (path.ordinary * path.agitation);
  const buying = 0.5 + 0.3 * Math.tanh(surprise / 2) + 0.1 * (random.uniform() - 0.5);
  const open = crowd.long.lots;
  const pace = (path.agitation * open * BEAT) / DAY;
  exchange(trading, Math.ceil(pace * OTHER_TURNOVER * random.exponential()), buying);
  if (random.uniform() * MEETINGS < 1) {
    const lots = Math.ceil(pace * POSITION_TURNOVER * MEETINGS * random.exponential());
    // More open than leave while there are fewer positions than wanted.
    const opening = Math.min(Math.max(0.5 + 0.25 * Math.log(wanted / (open + 1)), 0.2), 0.8);
    trade(crowd, lots, trading.price, opening);
    exchange(trading, lots, buying);
  }
  trading.time += BEAT;
}

/** Liquidates until nobody is reached any more: what one liquidation pushes can reach the next. */
function sweep(trading: Trading, pushPerLot: number): void {
  const { crowd, liquidated } = trading;
  const done = liquidated.length;
  for (;;) {
    const long = firstReached(crowd.long, trading.price);
    const short = long === undefined ? firstReached(crowd.short, trading.price) : undefined;
    if (long !== undefined) liquidate(trading, 'long', long, pushPerLot);
    else if (short !== undefined) liquidate(trading, 'short', short, pushPerLot);
    else break;
  }
  const count = liquidated.length - done;
  for (let i = 0; i < count; i++) {
    (liquidated[done + i] as Liquidated).time = trading.time + Math.floor((BEAT * (i + 1)) / (count + 1));
  }
}

function liquidate(trading: Trading, side: Side, position: Position, pushPerLot: number): void {
  const { crowd, path, time } = trading;
  const { id, lots } = position;
  const bankruptcy = bankruptcyPrice(side, position, crowd.contract);
  trading.liquidated.push({ side, id, lots, bankruptcyPrice: bankruptcy, time });
  reducePosition(crowd[side], position, lots);
  take(crowd, side, lots, trading.price, BARGAIN_HUNTERS);
  exchange(trading, lots, side === 'short' ? 1 : 0);
  pushPrice(path, (side === 'long' ? -1 : 1) * lots * pushPerLot);
  quote(trading);
}

function quote(trading: Trading): void {
  trading.price = roundToTick(pathPrice(trading.path), trading.crowd.contract);
  trading.high = Math.max(trading.high, trading.price);
  trading.low = Math.min(trading.low, trading.price);
}

function exchange(trading: Trading, lots: number, buying: number): void {
  trading.lots += lots;
  trading.bought += Math.round(lots * buying);
}
