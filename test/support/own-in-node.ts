import { DatabaseSync } from 'node:sqlite';
import { followStore } from '../../workers/symbol/follow-store.ts';
import { makeTables, type Own } from '../../workers/symbol/own.ts';
import { stepSymbol } from '../../workers/symbol/step-symbol.ts';

/** A database as an object of a symbol has one, on SQLite in this process. */
export function ownInNode(): Own {
  const db = new DatabaseSync(':memory:');
  const exec = (query: string, ...bindings: (string | number | Uint8Array | null)[]) => {
    if (bindings.length === 0 && query.trim().split(';').length > 2) {
      db.exec(query);
      return { toArray: () => [] };
    }
    const rows = db.prepare(query).all(...bindings);
    return { toArray: () => rows, [Symbol.iterator]: () => rows[Symbol.iterator]() };
  };
  const transactionSync = <T>(work: () => T): T => {
    db.exec('BEGIN');
    try {
      const result = work();
      db.exec('COMMIT');
      return result;
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    }
  };
  const own = { sql: { exec }, transactionSync } as unknown as Own;
  makeTables(own);
  return own;
}

/** The record of a symbol of what a database holds, as its object has it, with the model stepped where `steps`. */
export async function recordInNode(
  db: D1Database,
  symbol: string,
  { now, limit = 1_000, steps = true }: { now: number; limit?: number; steps?: boolean },
): Promise<{ own: Own; runs: number }> {
  const own = ownInNode();
  const stepped = { own, db, symbol };
  while (await followStore(stepped, { now, until: Number.POSITIVE_INFINITY }));
  let runs = 0;
  for (let more = steps; more; runs++) more = (await stepSymbol(stepped, { now, limit })).more;
  return { own, runs };
}
