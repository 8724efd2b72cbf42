import { scoreSymbol } from '../cron/score-symbol.ts';
import { readTracks } from '../store/read-tracks.ts';

export type ScoreFailure = { symbol: string; error: unknown };

/** Renews the scores that are of an earlier day. A symbol that fails is reported and does not stop the others. */
export async function scoreModels(db: D1Database): Promise<ScoreFailure[]> {
  const failures: ScoreFailure[] = [];
  for (const [symbol, tracks] of Map.groupBy(await readTracks(db), track => track.symbol)) {
    try {
      await scoreSymbol(
        db,
        symbol,
        tracks.map(track => track.exchange),
      );
    } catch (error) {
      failures.push({ symbol, error });
    }
  }
  return failures;
}
