/** A symbol's newest score, as JSON; `time` is the end of the last candle it knows, milliseconds UTC. */
export type StoredScore = { time: number; score: string };

export async function readScore(db: D1Database, symbol: string): Promise<StoredScore | undefined> {
  const row = await db
    .prepare('SELECT time, score FROM scores WHERE symbol = ?')
    .bind(symbol)
    .first<StoredScore>();
  return row ?? undefined;
}

/** Replaces a symbol's score; an older one never replaces a newer. */
export async function saveScore(db: D1Database, symbol: string, { time, score }: StoredScore): Promise<void> {
  await db
    .prepare(
      `INSERT INTO scores (symbol, time, score) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET time = excluded.time, score = excluded.score WHERE excluded.time >= time`,
    )
    .bind(symbol, time, score)
    .run();
}
