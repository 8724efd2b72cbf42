import type { Exchange } from '../../schema/exchange.ts';
import { readNewestEnd } from '../store/read-newest-end.ts';
import { readTracks } from '../store/read-tracks.ts';
import { type StepReport, stepSymbol } from './step-symbol.ts';

export type SymbolStep = StepReport & { symbol: string };

/** Candles per exchange that one step takes unless told: a day of the finest is stepped, a history caught up in minutes. */
const CANDLES = 1_000;

/** Brings a symbol's model up to the stored candles, at most `limit` candles per exchange. */
export async function stepStored(
  db: D1Database,
  symbol: string,
  exchanges: readonly Exchange[],
  { now, limit = CANDLES }: { now: number; limit?: number },
): Promise<StepReport> {
  const newest = await readNewestEnd(db, symbol, exchanges);
  return stepSymbol(db, symbol, exchanges, { now, newest, limit });
}

/**
 * Brings every symbol's model up to the stored candles, at most `limit` candles per exchange and run. A symbol
 * that fails is reported and does not stop the others.
 */
export async function stepModels(
  db: D1Database,
  { now, limit = CANDLES }: { now: number; limit?: number },
): Promise<{ steps: SymbolStep[]; failures: { symbol: string; error: unknown }[] }> {
  const steps: SymbolStep[] = [];
  const failures: { symbol: string; error: unknown }[] = [];
  for (const [symbol, tracks] of Map.groupBy(await readTracks(db), track => track.symbol)) {
    const exchanges = tracks.map(track => track.exchange);
    try {
      steps.push({ symbol, ...(await stepStored(db, symbol, exchanges, { now, limit })) });
    } catch (error) {
      failures.push({ symbol, error });
    }
  }
  return { steps, failures };
}
