import { type StepReport, stepSymbol } from '../cron/step-symbol.ts';
import { readTracks } from '../store/read-tracks.ts';

export type SymbolStep = StepReport & { symbol: string };

/**
 * Brings every symbol's model up to the stored candles, at most `limit` candles per exchange and run. A symbol
 * that fails is reported and does not stop the others; nor does one exchange of it, of which its step reports.
 */
export async function stepModels(
  db: D1Database,
  { now, limit }: { now: number; limit: number },
): Promise<{ steps: SymbolStep[]; failures: { symbol: string; error: unknown }[] }> {
  const steps: SymbolStep[] = [];
  const failures: { symbol: string; error: unknown }[] = [];
  for (const [symbol, tracks] of Map.groupBy(await readTracks(db), track => track.symbol)) {
    const exchanges = tracks.map(track => track.exchange);
    try {
      steps.push({ symbol, ...(await stepSymbol(db, symbol, exchanges, { now, limit })) });
    } catch (error) {
      failures.push({ symbol, error });
    }
  }
  return { steps, failures };
}
