import { eq, lte } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import { scores } from '../../schema/tables.ts';
import { type Asked, prepared } from './prepared.ts';
import { statementOf } from './statement-of.ts';

/** A symbol's newest score, as JSON; `time` is the end of the last candle it knows, milliseconds UTC. */
export type StoredScore = { time: number; score: string };

export async function readScore(db: D1Database, symbol: string): Promise<StoredScore | undefined> {
  return (await newest(db, { symbol }))[0];
}

const newest = prepared((on, { symbol }: Asked<'symbol'>) =>
  on.select({ time: scores.time, score: scores.score }).from(scores).where(eq(scores.symbol, symbol)),
);

/** Replaces a symbol's score; an older one never replaces a newer. */
export async function saveScore(db: D1Database, symbol: string, { time, score }: StoredScore): Promise<void> {
  await statementOf(
    db,
    drizzle(db)
      .insert(scores)
      .values({ symbol, time, score })
      .onConflictDoUpdate({ target: scores.symbol, set: { time, score }, setWhere: lte(scores.time, time) }),
  ).run();
}
