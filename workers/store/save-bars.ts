import { accountRatios, candles, liquidationBars, openInterest } from '../../schema/tables.ts';
import { saveRows } from './save-rows.ts';

/** Rows of one or more markets; a kind that was not recorded is left out. */
export type BarRows = {
  candles?: (typeof candles.$inferInsert)[];
  openInterest?: (typeof openInterest.$inferInsert)[];
  accountRatios?: (typeof accountRatios.$inferInsert)[];
  liquidationBars?: (typeof liquidationBars.$inferInsert)[];
};

/** Writes bars and what belongs to them in one transaction. Written twice, they are there once. */
export async function saveBars(db: D1Database, rows: BarRows): Promise<void> {
  const statements = [
    ...saveRows(db, candles, rows.candles ?? []),
    ...saveRows(db, openInterest, rows.openInterest ?? []),
    ...saveRows(db, accountRatios, rows.accountRatios ?? []),
    ...saveRows(db, liquidationBars, rows.liquidationBars ?? []),
  ];
  if (statements.length > 0) await db.batch(statements);
}
