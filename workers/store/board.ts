import { drizzle } from 'drizzle-orm/d1';
import { type Board, EMPTY_BOARD } from '../../schema/board.ts';
import { board } from '../../schema/tables.ts';
import { prepared } from './prepared.ts';
import { statementOf } from './statement-of.ts';

const stored = prepared(on => on.select({ board: board.board }).from(board));

/** What the last beat wrote of the deployment as a whole: one row is read. */
export async function readBoard(db: D1Database): Promise<Board> {
  const [row] = await stored(db, {});
  return row ? { ...EMPTY_BOARD, ...(JSON.parse(row.board) as Partial<Board>) } : EMPTY_BOARD;
}

/** Writes it anew. */
export async function saveBoard(db: D1Database, written: Board): Promise<void> {
  const text = JSON.stringify(written);
  await statementOf(
    db,
    drizzle(db)
      .insert(board)
      .values({ id: 1, board: text })
      .onConflictDoUpdate({ target: board.id, set: { board: text } }),
  ).run();
}
