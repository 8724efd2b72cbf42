import { asc, eq, type Placeholder, sql } from 'drizzle-orm';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import type { Exchange } from '../../schema/exchange.ts';
import type { Track } from '../../schema/market.ts';
import { modelStates } from '../../schema/tables.ts';
import { type Asked, prepared } from './prepared.ts';
import { withoutNulls } from './without-nulls.ts';

/** How far the model has come with a track: the end of the last candle it took, milliseconds UTC, and that one's length. */
export type ModelProgress = Track & {
  end: number;
  step?: number;
  /** Why it stands still there. */
  failing?: string;
};

/**
 * How far the model has come with each track it follows, of one symbol or of all. A new version of the model begins anew:
 * what an earlier one has published counts until it has come as far.
 */
export async function readModelProgress(db: D1Database, symbol?: string): Promise<ModelProgress[]> {
  const rows = await (symbol === undefined ? ofAll(db, {}) : ofOne(db, { symbol }));
  return [...Map.groupBy(rows, row => `${row.symbol} ${row.exchange}`).values()].map(versions => ({
    ...withoutNulls(versions.at(-1) as (typeof rows)[number]),
    end: Math.max(...versions.map(({ end }) => end)),
  }));
}

const progressOf = (on: DrizzleD1Database, symbol?: Placeholder) => {
  const { state, version } = modelStates;
  return on
    .select({
      symbol: modelStates.symbol,
      exchange: sql<Exchange>`lane.key`,
      end: sql<number>`lane.value ->> 'end'`,
      step: sql<number | null>`lane.value ->> 'step'`,
      failing: sql<string | null>`lane.value ->> 'failing'`,
    })
    .from(modelStates)
    .crossJoin(sql`json_each(iif(json_valid(${state}), ${state}, '{}')) AS lane`)
    .where(symbol && eq(modelStates.symbol, symbol))
    .orderBy(asc(modelStates.symbol), asc(version));
};
const ofAll = prepared(on => progressOf(on));
const ofOne = prepared((on, { symbol }: Asked<'symbol'>) => progressOf(on, symbol));
