import type { LaneProgress, NewestCandle } from '../../schema/board.ts';
import type { Exchange } from '../../schema/exchange.ts';
import { CLOCK_ERROR } from '../../schema/plausible.ts';
import { type ColumnKey, partOf } from './columns.ts';
import type { Own, Write } from './own.ts';
import type { Lanes } from './states.ts';

/** What is known of an exchange of the symbol. Times are milliseconds UTC. */
export type ExchangeHead = {
  /** When its first candle opens; absent where it has bars alone. */
  firstTime?: number;
  /** Its newest candle: of those that open last the finest. */
  last?: NewestCandle;
  /** Open interest, coins, one side, at the last close that had one, and when that candle opened. */
  openInterest?: { time: number; coins: number };
  /** Whether there are liquidation bars of it. */
  reports?: true;
  /** The end of the last bar with dollars. */
  lastLiquidation?: number;
  /** Up to when it has told of candles, those that no market can have among them: for these nobody waits. */
  toldUntil?: number;
  /** How far the model has come with it; a new version counts once it has come as far as the one before. */
  model?: LaneProgress;
};

/** How far the object of a symbol has come. */
export type Head = {
  symbol: string;
  /** The last of the news it has read; absent before all that was there at first has been read. */
  news?: number;
  /** While it reads what was there at first: from when on, up to when, and the news that were told by then. */
  filling?: { from: number; to: number; news: number };
  /** Counts what was published: two readings of one count are of one moment. */
  revision: number;
  exchanges: Partial<Record<Exchange, ExchangeHead>>;
  /** Widths in which columns are kept, finest first, by part. */
  widths: Partial<Record<'whole' | 'each' | 'layers', number[]>>;
  /** When the newest column of the sum opens, in the finest width. */
  columnTime?: number;
  /** Whether candles wait for those of others, or were left for the next step. */
  waiting: boolean;
};

/** The head as it was written last; one of a symbol of which nothing is known where there is none. */
export function readHead({ sql }: Own, symbol: string): Head {
  const [row] = sql.exec<{ head: string }>('SELECT head FROM head').toArray();
  if (row) return JSON.parse(row.head) as Head;
  return { symbol, revision: 0, exchanges: {}, widths: {}, waiting: false };
}

export const writeHead =
  (head: Head): Write =>
  sql => {
    sql.exec('INSERT OR REPLACE INTO head VALUES (1, ?)', JSON.stringify(head));
  };

/** The exchanges that have candles, in alphabetical order. */
export const candleExchanges = ({ exchanges }: Pick<Head, 'exchanges'>): Exchange[] =>
  (Object.keys(exchanges) as Exchange[]).filter(exchange => exchanges[exchange]?.last).sort();

/**
 * The end of the last candle, milliseconds UTC; 0 where there is none. What of it has not come at `now` does not count:
 * everything before it would look old.
 */
export const newestEnd = ({ exchanges }: Pick<Head, 'exchanges'>, now: number): number =>
  Math.max(
    0,
    ...Object.values(exchanges).map(({ last }) =>
      last ? Math.min(last.time + last.step, now + CLOCK_ERROR) : 0,
    ),
  );

/** What the head says of columns once these are stored as well. */
export function withColumns(
  { widths, columnTime = 0 }: Head,
  columns: readonly (ColumnKey & { time: number })[],
): Pick<Head, 'widths' | 'columnTime'> {
  const all = { ...widths };
  for (const column of columns) {
    const part = partOf(column);
    const known = all[part] ?? [];
    if (!known.includes(column.resolution)) all[part] = [...known, column.resolution].sort((a, b) => a - b);
  }
  const finest = all.whole?.[0];
  const times = columns
    .filter(column => partOf(column) === 'whole' && column.resolution === finest)
    .map(({ time }) => time);
  const newest = Math.max(columnTime, ...times);
  return { widths: all, ...(newest > 0 && { columnTime: newest }) };
}

/** The exchanges with how far the model has come: what an earlier version has published counts until a new one is there. */
export function withProgress(
  exchanges: Head['exchanges'],
  lanes: Lanes,
  earlier: Partial<Record<Exchange, number>>,
): Head['exchanges'] {
  const all = { ...exchanges };
  for (const [name, lane] of Object.entries(lanes)) {
    const exchange = name as Exchange;
    const { state: _, ...progress } = lane;
    all[exchange] = {
      ...all[exchange],
      model: { ...progress, end: Math.max(lane.end, earlier[exchange] ?? 0) },
    };
  }
  return all;
}
