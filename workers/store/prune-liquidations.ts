import { lt } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import { liquidations } from '../../schema/tables.ts';
import { statementOf } from './statement-of.ts';

/** Deletes single liquidations older than `before` (milliseconds UTC). The bars they were summed into stay. */
export async function pruneLiquidations(db: D1Database, before: number): Promise<void> {
  await statementOf(db, drizzle(db).delete(liquidations).where(lt(liquidations.time, before))).run();
}
