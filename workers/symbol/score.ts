import type { Own, Write } from './own.ts';

/** A symbol's newest score, as JSON; `time` is the end of the last candle it knows, milliseconds UTC. */
export type StoredScore = { time: number; score: string };

export const readScore = ({ sql }: Own): StoredScore | undefined =>
  sql.exec<StoredScore>('SELECT time, score FROM score').toArray()[0];

/** Replaces the score; an older one never replaces a newer. */
export const writeScore =
  ({ time, score }: StoredScore): Write =>
  sql => {
    sql.exec(
      `INSERT INTO score VALUES (1, ?, ?) ON CONFLICT DO UPDATE SET time = excluded.time, score = excluded.score
         WHERE excluded.time >= time`,
      ...[time, score],
    );
  };
