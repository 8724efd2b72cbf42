import { levelOf } from '../../../schema/lattice.ts';
import type { Side } from '../../../schema/market.ts';

/** A position as its book holds it. Lots are whole numbers, so that both sides of the market stay equal. */
export type Position = {
  readonly id: number;
  /** Which of the market's leverages it has, as a place in their list. */
  readonly group: number;
  entryPrice: number;
  liquidationPrice: number;
  lots: number;
  /** Where it lies: among its group in `live`, in `levels`, and within that level. */
  liveIndex: number;
  level: number;
  levelIndex: number;
};

/**
 * All positions of one side, to be picked at random within a leverage group, or by liquidation price.
 * `edge` is a bound: no liquidation price lies closer to the market (above it for longs, below for shorts).
 */
export type PositionBook = {
  readonly side: Side;
  readonly live: readonly Position[][];
  readonly levels: Position[][];
  readonly firstLevel: number;
  /** How many there are in each group. */
  readonly counts: Int32Array;
  count: number;
  lots: number;
  edge: number;
};

/** Levels to each side of the starting price: a factor of e^5 = 148. What lies further shares the outermost. */
const REACH = 5000;

export function createBook(side: Side, price: number, groups: number): PositionBook {
  return {
    side,
    live: Array.from({ length: groups }, () => []),
    levels: Array.from({ length: 2 * REACH }, () => []),
    firstLevel: levelOf(price) - REACH,
    counts: new Int32Array(groups),
    count: 0,
    lots: 0,
    edge: side === 'long' ? 0 : Number.POSITIVE_INFINITY,
  };
}

export function addPosition(
  book: PositionBook,
  { id, group, entryPrice, liquidationPrice, lots }: Omit<Position, 'liveIndex' | 'level' | 'levelIndex'>,
): void {
  const live = book.live[group] as Position[];
  const liveIndex = live.length;
  const position = { id, group, entryPrice, liquidationPrice, lots, liveIndex, level: 0, levelIndex: 0 };
  live.push(position);
  book.counts[group] = live.length;
  book.count++;
  book.lots += lots;
  shelve(book, position);
}

/** Adds lots to a position: its entry and its liquidation price move. */
export function enlargePosition(
  book: PositionBook,
  position: Position,
  added: { lots: number; entryPrice: number; liquidationPrice: number },
): void {
  unshelve(book, position);
  position.lots += added.lots;
  position.entryPrice = added.entryPrice;
  position.liquidationPrice = added.liquidationPrice;
  book.lots += added.lots;
  shelve(book, position);
}

/** Takes lots from a position; one that has none left is gone. */
export function reducePosition(book: PositionBook, position: Position, lots: number): void {
  book.lots -= lots;
  position.lots -= lots;
  if (position.lots > 0) return;
  unshelve(book, position);
  book.count--;
  const live = book.live[position.group] as Position[];
  const last = live.pop() as Position;
  book.counts[position.group] = live.length;
  if (last === position) return;
  live[position.liveIndex] = last;
  last.liveIndex = position.liveIndex;
}

/** The position that a price reaches first: the highest liquidation price of the longs, the lowest of the shorts. */
export function firstReached(book: PositionBook, price: number): Position | undefined {
  const direction = book.side === 'long' ? -1 : 1;
  if ((book.edge - price) * direction > 0) return undefined;
  let level = shelfOf(book, book.edge);
  while (book.levels[level]?.length === 0) level += direction;
  let first: Position | undefined;
  for (const position of book.levels[level] ?? []) {
    const sooner =
      first === undefined || (position.liquidationPrice - first.liquidationPrice) * direction < 0;
    if (sooner) first = position;
  }
  book.edge = first?.liquidationPrice ?? (direction < 0 ? 0 : Number.POSITIVE_INFINITY);
  return first !== undefined && (book.edge - price) * direction <= 0 ? first : undefined;
}

function shelve(book: PositionBook, position: Position): void {
  position.level = shelfOf(book, position.liquidationPrice);
  const shelf = book.levels[position.level] as Position[];
  position.levelIndex = shelf.length;
  shelf.push(position);
  const further = book.side === 'long' ? Math.max : Math.min;
  book.edge = further(book.edge, position.liquidationPrice);
}

function unshelve(book: PositionBook, position: Position): void {
  const shelf = book.levels[position.level] as Position[];
  const last = shelf.pop() as Position;
  if (last === position) return;
  shelf[position.levelIndex] = last;
  last.levelIndex = position.levelIndex;
}

const shelfOf = (book: PositionBook, price: number): number =>
  Math.min(Math.max(levelOf(price) - book.firstLevel, 0), book.levels.length - 1);
