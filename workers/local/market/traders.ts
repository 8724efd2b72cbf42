import type { Side } from '../../../schema/market.ts';
import {
  addPosition,
  enlargePosition,
  type Position,
  type PositionBook,
  reducePosition,
} from './position-book.ts';
import type { Random } from './random.ts';

/**
 * Who trades with which leverage. `share` is of those who come (high leverage is popular, but with
 * small positions); `haste` is how readily they leave again, relative to the others.
 */
export const LEVERAGES = [
  { leverage: 2, share: 0.05, haste: 0.09 },
  { leverage: 3, share: 0.07, haste: 0.12 },
  { leverage: 5, share: 0.15, haste: 0.16 },
  { leverage: 10, share: 0.26, haste: 0.24 },
  { leverage: 20, share: 0.22, haste: 0.36 },
  { leverage: 25, share: 0.09, haste: 0.41 },
  { leverage: 50, share: 0.09, haste: 0.63 },
  { leverage: 75, share: 0.02, haste: 0.8 },
  { leverage: 100, share: 0.04, haste: 0.95 },
  { leverage: 125, share: 0.01, haste: 1 },
] as const;

/** Position sizes are log-normal with this deviation, around a mean that falls with the root of leverage. */
const SIZE_DEVIATION = 1.2;
/** How many of those who buy or sell to open add to a position they have. */
const ADDING = 0.15;

/** The rules of one contract, with prices and quantities in whole ticks and lots. */
export type Contract = {
  readonly ticksPerUsd: number;
  readonly lotsPerUnit: number;
  readonly maintenanceMarginRate: number;
  /** Mean size of a position at 10×, lots. */
  readonly typicalLots: number;
};

export type Crowd = {
  readonly random: Random;
  readonly contract: Contract;
  readonly long: PositionBook;
  readonly short: PositionBook;
  /** From −1 to 1: which way the many lean after recent moves. They come as many small positions. */
  mood: number;
  lastId: number;
};

const GROUPS = LEVERAGES.length;
const HASTE = Float64Array.from(LEVERAGES, ({ haste }) => haste);
/** The chance that one who comes has the leverage of the group or of one before it. */
const ARRIVALS = LEVERAGES.map((_, group) =>
  LEVERAGES.slice(0, group + 1).reduce((sum, { share }) => sum + share, 0),
);

export const leverageOf = (group: number): number =>
  (LEVERAGES[group] as (typeof LEVERAGES)[number]).leverage;

export const roundToTick = (price: number, { ticksPerUsd }: Contract): number =>
  Math.round(price * ticksPerUsd) / ticksPerUsd;

/** Where an isolated linear position's margin falls to maintenance: E(1 ∓ 1/L) / (1 ∓ m). */
export function liquidationPrice(side: Side, entry: number, leverage: number, contract: Contract): number {
  const { maintenanceMarginRate } = contract;
  const sign = side === 'long' ? -1 : 1;
  return roundToTick((entry * (1 + sign / leverage)) / (1 + sign * maintenanceMarginRate), contract);
}

/** Where its margin is gone: E(1 ∓ 1/L). */
export function bankruptcyPrice(side: Side, { entryPrice, group }: Position, contract: Contract): number {
  return roundToTick(entryPrice * (1 + (side === 'long' ? -1 : 1) / leverageOf(group)), contract);
}

/** Lots change hands at a price: buyers open longs or close shorts, sellers open shorts or close longs. */
export function trade(crowd: Crowd, lots: number, price: number, opening: number): void {
  take(crowd, 'long', lots, price, opening);
  take(crowd, 'short', lots, price, opening);
}

/**
 * One half of a trade: someone opens or adds to `side`, or leaves the other side, until all lots are
 * taken. `opening` is the share who open.
 */
export function take(crowd: Crowd, side: Side, lots: number, price: number, opening: number): void {
  const other = crowd[side === 'long' ? 'short' : 'long'];
  let left = lots;
  while (left > 0) {
    left -=
      other.count > 0 && crowd.random.uniform() >= opening
        ? leave(crowd, other, left)
        : open(crowd, side, left, price);
  }
}

/** Opens or enlarges a position of at most so many lots; returns how many it took. */
function open(crowd: Crowd, side: Side, most: number, price: number): number {
  const { random, contract } = crowd;
  const book = crowd[side];
  const group = arrivingGroup(random);
  const leverage = leverageOf(group);
  const positions = book.live[group] as Position[];
  const lots = Math.min(positionSize(crowd, side, leverage), most);
  if (positions.length > 0 && random.uniform() < ADDING) {
    const position = pick(positions, random);
    const entryPrice = (position.entryPrice * position.lots + price * lots) / (position.lots + lots);
    const liquidation = liquidationPrice(side, entryPrice, leverage, contract);
    enlargePosition(book, position, { lots, entryPrice, liquidationPrice: liquidation });
  } else {
    const liquidation = liquidationPrice(side, price, leverage, contract);
    const id = ++crowd.lastId;
    addPosition(book, { id, group, entryPrice: price, liquidationPrice: liquidation, lots });
  }
  return lots;
}

/** Closes a position, or the part of it that is wanted; returns how many lots. */
function leave({ random }: Crowd, book: PositionBook, most: number): number {
  const position = pick(leavingGroup(book, random), random);
  const lots = Math.min(position.lots, most);
  reducePosition(book, position, lots);
  return lots;
}

function positionSize({ random, contract, mood }: Crowd, side: Side, leverage: number): number {
  const lean = side === 'long' ? mood : -mood;
  const shape = SIZE_DEVIATION * random.normal() - SIZE_DEVIATION ** 2 / 2 - lean / 2;
  return Math.ceil(contract.typicalLots * Math.sqrt(10 / leverage) * Math.exp(shape));
}

const pick = (positions: Position[], random: Random): Position =>
  positions[Math.floor(random.uniform() * positions.length)] as Position;

/** The leverage group of one who comes. */
function arrivingGroup(random: Random): number {
  const chance = random.uniform();
  let group = 0;
  while (group < GROUPS - 1 && chance >= (ARRIVALS[group] as number)) group++;
  return group;
}

/** Positions of one leverage, drawn by how many they are and how hasty. The book must not be empty. */
function leavingGroup({ live, counts }: PositionBook, random: Random): Position[] {
  let total = 0;
  for (let group = 0; group < GROUPS; group++) total += (HASTE[group] as number) * (counts[group] as number);
  let rest = random.uniform() * total;
  let drawn = 0;
  for (let group = 0; group < GROUPS && rest >= 0; group++) {
    const count = counts[group] as number;
    if (count > 0) drawn = group;
    rest -= (HASTE[group] as number) * count;
  }
  return live[drawn] as Position[];
}

/**
 * Fills both books with so many lots each, as if traders had come and gone before: entries lie around
 * the price, closer the higher the leverage, and the patient outnumber the hasty.
 */
export function populate(crowd: Crowd, lots: number, price: number): void {
  const { random, contract } = crowd;
  for (const side of ['long', 'short'] as const) {
    const book = crowd[side];
    while (book.lots < lots) {
      const group = arrivingGroup(random);
      const leverage = leverageOf(group);
      if (random.uniform() >= (HASTE[0] as number) / (HASTE[group] as number)) continue;
      const distance = Math.min(0.12, 0.5 / leverage) * random.normal();
      const entryPrice = roundToTick(price * Math.exp(distance), contract);
      const liquidation = liquidationPrice(side, entryPrice, leverage, contract);
      if (side === 'long' ? liquidation >= price : liquidation <= price) continue;
      const size = Math.min(positionSize(crowd, side, leverage), lots - book.lots);
      const id = ++crowd.lastId;
      addPosition(book, { id, group, entryPrice, liquidationPrice: liquidation, lots: size });
    }
  }
}
