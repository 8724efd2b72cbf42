import type { Exchange } from '../../schema/exchange.ts';

/** One exchange's filter as it was after the candle of `step` ms that ended at `end`; `failing` is why it stands still. */
export type StoredLane = { end: number; step?: number; state: string; failing?: string };

/** The filters of all exchanges of a symbol, as they were saved last. */
export type StoredStates = { revision: number; lanes: Partial<Record<Exchange, StoredLane>> };

/** Revision 0 has no lanes: nothing has been saved yet. */
export async function readModelStates(
  db: D1Database,
  symbol: string,
  version: number,
): Promise<StoredStates> {
  const row = await db
    .prepare('SELECT revision, state FROM model_states WHERE symbol = ? AND version = ?')
    .bind(symbol, version)
    .first<{ revision: number; state: string }>();
  return row ? { revision: row.revision, lanes: JSON.parse(row.state) } : { revision: 0, lanes: {} };
}

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
  if (revision === 0) {
    return db
      .prepare('INSERT INTO model_states (symbol, version, revision, state) VALUES (?, ?, 1, ?)')
      .bind(symbol, version, state);
  }
  // NULL violates NOT NULL, which is how a statement can refuse its batch.
  return db
    .prepare(
      `UPDATE model_states SET revision = iif(revision = ?1, ?1 + 1, NULL), state = ?2 WHERE symbol = ?3 AND version = ?4`,
    )
    .bind(revision, state, symbol, version);
}

/** Where the filters of earlier versions of the model had come to: their columns and forecasts are published. */
export async function readEarlierEnds(
  db: D1Database,
  symbol: string,
  version: number,
): Promise<Partial<Record<Exchange, number>>> {
  const { results } = await db
    .prepare('SELECT state FROM model_states WHERE symbol = ? AND version < ? ORDER BY version')
    .bind(symbol, version)
    .all<{ state: string }>();
  const ends: Partial<Record<Exchange, number>> = {};
  for (const { state } of results) {
    const lanes: StoredStates['lanes'] = JSON.parse(state);
    for (const [exchange, { end }] of Object.entries(lanes)) ends[exchange as Exchange] = end;
  }
  return ends;
}

/** The statement that forgets earlier versions. */
export const dropEarlierStates = (db: D1Database, symbol: string, version: number): D1PreparedStatement =>
  db.prepare('DELETE FROM model_states WHERE symbol = ? AND version < ?').bind(symbol, version);
