import { desc, min, sql } from 'drizzle-orm';
import type { ExchangeSet } from '../../schema/exchange.ts';
import type { Liquidation } from '../../schema/market.ts';
import { MINUTE } from '../../schema/range.ts';
import { liquidations } from '../../schema/tables.ts';
import { HOP_ROWS, newestLiquidationMinute } from './newest-liquidation-minute.ts';
import { type Asked, counted, madeOnce } from './prepared.ts';
import { withoutNulls } from './without-nulls.ts';

/** Where a page of events ends: the event before which the next page goes on. */
export type EventKey = Pick<Liquidation, 'time' | 'exchange' | 'id'>;

/** Before a key, or before a time: before the least key that has it. */
export type Position = EventKey | { time: number; exchange: ''; id: '' };

export type LiquidationPage = {
  events: Liquidation[];
  /** What was looked through last; absent where there is nothing older. */
  next?: EventKey;
  /** Whether anything was ever liquidated of the symbol and exchange before the position; true where all are asked for. */
  isKnown: boolean;
  /** The time of the oldest event that is kept, of any symbol; absent where none is. */
  oldest?: number;
};

const { time, exchange, id } = liquidations;
const oldestTime = counted(on => on.select({ time: min(time) }).from(liquidations));
type Key = Asked<'time' | 'exchange' | 'id' | 'limit'>;
const newestEvents = madeOnce((isBefore: boolean) =>
  counted((on, key: Key) =>
    on
      .select()
      .from(liquidations)
      .where(
        isBefore ? sql`(${time}, ${exchange}, ${id}) < (${key.time}, ${key.exchange}, ${key.id})` : undefined,
      )
      .orderBy(desc(time), desc(exchange), desc(id))
      .limit(key.limit),
  ),
);

/** Least rows that are read to see whether a symbol has many events or few there. */
const LEAST_SAMPLE = 50;
/** Most such samples of a page: each is a question to the database, and most are two. */
const MOST_SAMPLES = 8;
/** A symbol with less than this part of a sample is looked for in its bars before more is read. */
const SPARSE = 0.25;

/**
 * Single liquidations, newest first, of those before a position as many as can be found by reading at most `rows` rows of
 * the store, whatever the filter is. Where it finds the end, there is no `next`. The order is that of the key, so that a
 * page that goes on before an event never repeats or skips one, whatever arrives meanwhile.
 */
export async function readLiquidations(
  db: D1Database,
  {
    symbol,
    exchange,
    before,
    rows,
  }: {
    symbol: string | undefined;
    exchange: ExchangeSet;
    before: Position | undefined;
    /** At least 100. */
    rows: number;
  },
): Promise<LiquidationPage> {
  const found = await oldestTime(db, {});
  const oldest = found.rows[0]?.time ?? undefined;
  if (oldest === undefined) return { events: [], isKnown: symbol === undefined };
  const sample = Math.max(LEAST_SAMPLE, Math.floor(rows / MOST_SAMPLES));
  let left = rows - found.rowsRead;
  let position = before;
  let isSparse = symbol !== undefined;
  let isKnown = !isSparse;
  const events: Liquidation[] = [];
  for (let samples = 0; samples < MOST_SAMPLES; samples++) {
    if (isSparse && symbol !== undefined) {
      if (left <= HOP_ROWS + 1) break;
      const hop = await newestLiquidationMinute(db, { symbol, exchange, before: position });
      left -= hop.rowsRead;
      isKnown ||= hop.minute !== undefined;
      if (hop.minute === undefined || hop.minute + MINUTE <= oldest) return { events, isKnown, oldest };
      const end = hop.minute + MINUTE;
      if (!position || end < position.time) position = { time: end, exchange: '', id: '' };
    }
    // One row more is read: the one at the position.
    const wanted = Math.min(isSparse ? sample : left - 1, left - 1);
    if (wanted <= 0) break;
    const read = await readBefore(db, position, wanted);
    left -= read.rowsRead;
    const matching = read.events.filter(
      event =>
        (symbol === undefined || event.symbol === symbol) &&
        (exchange === 'all' || event.exchange === exchange),
    );
    events.push(...matching);
    if (read.events.length < wanted) return { events, isKnown, oldest };
    position = read.events.at(-1);
    isSparse = symbol !== undefined && matching.length < SPARSE * wanted;
  }
  return { events, isKnown, oldest, ...(position && position.exchange !== '' && { next: keyOf(position) }) };
}

const keyOf = ({ time, exchange, id }: EventKey): EventKey => ({ time, exchange, id });

/** The newest events before a position, of all symbols and exchanges. */
async function readBefore(
  db: D1Database,
  before: Position | undefined,
  limit: number,
): Promise<{ events: Liquidation[]; rowsRead: number }> {
  const { time = 0, exchange = '', id = '' } = before ?? {};
  const read = await newestEvents(before !== undefined)(db, { time, exchange, id, limit });
  return { events: read.rows.map(withoutNulls), rowsRead: read.rowsRead };
}
