import type { Instrument } from '../../schema/market.ts';
import { instruments } from '../../schema/tables.ts';
import { saveRows } from './save-rows.ts';

/** Writes what is known of contracts; what was known before under the same name is replaced. */
export async function saveInstruments(db: D1Database, rows: readonly Instrument[]): Promise<void> {
  const statements = saveRows(db, instruments, rows);
  if (statements.length > 0) await db.batch(statements);
}
