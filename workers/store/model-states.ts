import type { Track } from './read-tracks.ts';

/** A filter as it was stored after the candle that ended at `time`. */
export type StoredState = { time: number; state: string };

export async function readModelState(
  db: D1Database,
  { symbol, exchange, version }: Track & { version: number },
): Promise<StoredState | undefined> {
  const row = await db
    .prepare('SELECT time, state FROM model_states WHERE symbol = ? AND exchange = ? AND version = ?')
    .bind(symbol, exchange, version)
    .first<StoredState>();
  return row ?? undefined;
}

/**
 * The statement that moves a filter from `previousTime` (undefined: it is new) to a later time. If somebody else
 * moved it meanwhile, the statement fails, and with it the whole batch it stands in: a candle is never consumed
 * twice, and tiles never run ahead of the state they came from.
 */
export function saveModelState(
  db: D1Database,
  { symbol, exchange, version }: Track & { version: number },
  { time, state }: StoredState,
  previousTime: number | undefined,
): D1PreparedStatement {
  if (previousTime === undefined) {
    return db
      .prepare('INSERT INTO model_states (symbol, exchange, version, time, state) VALUES (?, ?, ?, ?, ?)')
      .bind(symbol, exchange, version, time, state);
  }
  // NULL violates NOT NULL, which is the only way a statement can refuse a batch.
  return db
    .prepare(
      `UPDATE model_states SET time = iif(time = ?1, ?2, NULL), state = ?3
       WHERE symbol = ?4 AND exchange = ?5 AND version = ?6`,
    )
    .bind(previousTime, time, state, symbol, exchange, version);
}
