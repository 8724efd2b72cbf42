import { and, asc, eq, lt, sql } from 'drizzle-orm';
import type { Exchange } from '../../schema/exchange.ts';
import { modelStates } from '../../schema/tables.ts';
import { matches } from './matches.ts';
import { type Asked, prepared, preparedStatement } from './prepared.ts';

/** One exchange's filter as it was after the candle of `step` ms that ended at `end`; `failing` is why it stands still. */
export type StoredLane = { end: number; step?: number; state: string; failing?: string };

/** The filters of all exchanges of a symbol, as they were saved last. */
export type StoredStates = { revision: number; lanes: Partial<Record<Exchange, StoredLane>> };

type Version = Asked<'symbol' | 'version'>;
const isEarlier = ({ symbol, version }: Version) =>
  and(eq(modelStates.symbol, symbol), lt(modelStates.version, version));

/** Revision 0 has no lanes: nothing has been saved yet. */
export async function readModelStates(
  db: D1Database,
  symbol: string,
  version: number,
): Promise<StoredStates> {
  const [row] = await stored(db, { symbol, version });
  return row ? { revision: row.revision, lanes: JSON.parse(row.state) } : { revision: 0, lanes: {} };
}

const stored = prepared((on, { symbol, version }: Version) => {
  const { revision, state } = modelStates;
  return on.select({ revision, state }).from(modelStates).where(matches(modelStates, { symbol, version }));
});

const saveFirst = preparedStatement((on, { symbol, version, state }: Version & Asked<'state'>) =>
  on.insert(modelStates).values({ symbol, version, revision: 1, state }),
);
const saveNext = preparedStatement(
  (on, { symbol, version, state, revision, next }: Version & Asked<'state' | 'revision' | 'next'>) =>
    // NULL violates NOT NULL, which is how a statement can refuse its batch.
    on
      .update(modelStates)
      .set({ revision: sql`iif(${modelStates.revision} = ${revision}, ${next}, NULL)`, state: sql`${state}` })
      .where(matches(modelStates, { symbol, version })),
);
const earlierStates = prepared((on, version: Version) =>
  on
    .select({ state: modelStates.state })
    .from(modelStates)
    .where(isEarlier(version))
    .orderBy(asc(modelStates.version)),
);
const dropEarlier = preparedStatement((on, version: Version) =>
  on.delete(modelStates).where(isEarlier(version)),
);

/**
 * The statement that saves what came of a revision. If somebody else saved meanwhile, the statement fails, and with
 * it the whole batch it stands in: a candle is never consumed twice, and tiles never differ from their states.
 */
export function saveModelStates(
  db: D1Database,
  symbol: string,
  version: number,
  { revision, lanes }: StoredStates,
): D1PreparedStatement {
  const state = JSON.stringify(lanes);
  if (revision === 0) return saveFirst(db, { symbol, version, state });
  return saveNext(db, { symbol, version, state, revision, next: revision + 1 });
}

/** Where the filters of earlier versions of the model had come to: their columns and forecasts are published. */
export async function readEarlierEnds(
  db: D1Database,
  symbol: string,
  version: number,
): Promise<Partial<Record<Exchange, number>>> {
  const results = await earlierStates(db, { symbol, version });
  const ends: Partial<Record<Exchange, number>> = {};
  for (const { state } of results) {
    const lanes: StoredStates['lanes'] = JSON.parse(state);
    for (const [exchange, { end }] of Object.entries(lanes)) ends[exchange as Exchange] = end;
  }
  return ends;
}

/** The statement that forgets earlier versions. */
export const dropEarlierStates = (db: D1Database, symbol: string, version: number): D1PreparedStatement =>
  dropEarlier(db, { symbol, version });
