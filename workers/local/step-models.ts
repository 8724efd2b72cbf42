import type { Exchange } from '../../schema/exchange.ts';
import { scoreSymbol } from '../cron/score-symbol.ts';
import { type StepReport, stepSymbol } from '../cron/step-symbol.ts';
import { readTracks } from '../store/read-tracks.ts';

export type SymbolStep = StepReport & { symbol: string };

type Failure = { symbol: string; error: unknown };

/**
 * Brings every symbol's model up to the stored candles, at most `limit` candles per exchange and run. A symbol
 * that fails is reported and does not stop the others; nor does one exchange of it, of which its step reports.
 */
export async function stepModels(
  db: D1Database,
  { now, limit }: { now: number; limit: number },
): Promise<{ steps: SymbolStep[]; failures: Failure[] }> {
  const steps: SymbolStep[] = [];
  const failures = await eachSymbol(db, async (symbol, exchanges) => {
    steps.push({ symbol, ...(await stepSymbol(db, symbol, exchanges, { now, limit })) });
  });
  return { steps, failures };
}

/** Renews the scores that are of an earlier day. A symbol that fails is reported and does not stop the others. */
export const scoreModels = (db: D1Database): Promise<Failure[]> =>
  eachSymbol(db, (symbol, exchanges) => scoreSymbol(db, symbol, exchanges));

async function eachSymbol(
  db: D1Database,
  run: (symbol: string, exchanges: Exchange[]) => Promise<unknown>,
): Promise<Failure[]> {
  const failures: Failure[] = [];
  for (const [symbol, tracks] of Map.groupBy(await readTracks(db), track => track.symbol)) {
    const exchanges = tracks.map(track => track.exchange);
    await run(symbol, exchanges).catch((error: unknown) => failures.push({ symbol, error }));
  }
  return failures;
}
