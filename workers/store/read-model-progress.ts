import { asc, eq, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import type { Exchange } from '../../schema/exchange.ts';
import type { Track } from '../../schema/market.ts';
import { modelStates } from '../../schema/tables.ts';
import { rowsOf } from './rows-of.ts';
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
  const { state, version } = modelStates;
  const rows = await rowsOf(
    drizzle(db)
      .select({
        symbol: modelStates.symbol,
        exchange: sql<Exchange>`lane.key`,
        end: sql<number>`lane.value ->> 'end'`,
        step: sql<number | null>`lane.value ->> 'step'`,
        failing: sql<string | null>`lane.value ->> 'failing'`,
      })
      .from(modelStates)
      .crossJoin(sql`json_each(iif(json_valid(${state}), ${state}, '{}')) AS lane`)
      .where(symbol === undefined ? undefined : eq(modelStates.symbol, symbol))
      .orderBy(asc(modelStates.symbol), asc(version)),
  );
  return [...Map.groupBy(rows, row => `${row.symbol} ${row.exchange}`).values()].map(versions => ({
    ...withoutNulls(versions.at(-1) as (typeof rows)[number]),
    end: Math.max(...versions.map(({ end }) => end)),
  }));
}
