/** Deletes single liquidations older than `before` (milliseconds UTC). The bars they were summed into stay. */
export async function pruneLiquidations(db: D1Database, before: number): Promise<void> {
  await db.prepare('DELETE FROM liquidations WHERE time < ?').bind(before).run();
}
