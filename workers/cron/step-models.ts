import { readNewestEnd } from '../store/read-newest-end.ts';
import { readTracks } from '../store/read-tracks.ts';
import { type Share, shareOf } from './share-of-work.ts';
import { type StepReport, stepSymbol } from './step-symbol.ts';

export type SymbolStep = StepReport & { symbol: string };

/**
 * Brings the models up to the stored candles, at most `limit` candles per exchange and run: all symbols, or the share
 * of them whose turn it is. A symbol that fails is reported and does not stop the others.
 */
export async function stepModels(
  db: D1Database,
  { now, limit = 500, share }: { now: number; limit?: number; share?: Share | undefined },
): Promise<{ steps: SymbolStep[]; failures: { symbol: string; error: unknown }[] }> {
  const steps: SymbolStep[] = [];
  const failures: { symbol: string; error: unknown }[] = [];
  const bySymbol = Map.groupBy(await readTracks(db), track => track.symbol);
  for (const [symbol, tracks] of share ? shareOf([...bySymbol], share) : bySymbol) {
    const exchanges = tracks.map(track => track.exchange);
    try {
      const newest = await readNewestEnd(db, symbol, exchanges);
      steps.push({ symbol, ...(await stepSymbol(db, symbol, exchanges, { now, newest, limit })) });
    } catch (error) {
      failures.push({ symbol, error });
    }
  }
  return { steps, failures };
}
