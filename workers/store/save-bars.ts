import type { OpenInterest, Track } from '../../schema/market.ts';
import { accountRatios } from '../../schema/tables.ts';
import { type CandleRow, saveCandles, tellRows } from './save-candles.ts';
import { type LiquidationBarRow, saveLiquidationBars } from './save-liquidation-bars.ts';
import { saveRows } from './save-rows.ts';

/** Rows of one or more markets; a kind that was not recorded is left out. */
export type BarRows = {
  candles?: CandleRow[];
  /** Kept with the candles that end at its time. */
  openInterest?: (Track & OpenInterest)[];
  accountRatios?: (typeof accountRatios.$inferInsert)[];
  liquidationBars?: LiquidationBarRow[];
};

/** Writes bars and what belongs to them in one transaction. Written twice, they are there once. */
export async function saveBars(db: D1Database, rows: BarRows): Promise<void> {
  const statements = [
    ...saveCandles(db, rows.candles ?? [], rows.openInterest ?? []),
    ...saveRows(db, accountRatios, rows.accountRatios ?? []),
    ...saveLiquidationBars(db, rows.liquidationBars ?? []),
    ...tellRows(db, rows),
  ];
  if (statements.length > 0) await db.batch(statements);
}
