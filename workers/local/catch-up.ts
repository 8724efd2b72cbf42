import { failureText } from '../cron/step-symbol.ts';
import { messageOf } from '../ingest/message-of.ts';
import { scoreModels, stepModels } from './step-models.ts';

/** Candles per exchange and run: states and columns of one run are written in one transaction. */
const CANDLES_PER_RUN = 5_000;

/**
 * Steps all models through every stored candle and scores them; returns the candles consumed. What could not be done of
 * one symbol or exchange is told to `onFailure`, and the others go on; where no symbol could be stepped it is thrown.
 */
export async function catchUp(
  db: D1Database,
  {
    now,
    onProgress,
    onFailure = () => {},
  }: { now: number; onProgress?: (candles: number) => void; onFailure?: (text: string) => void },
): Promise<number> {
  let candles = 0;
  const failed = new Map<string, unknown>();
  for (;;) {
    const { steps, failures } = await stepModels(db, { now, limit: CANDLES_PER_RUN });
    const [first] = failures;
    if (first && steps.length === 0)
      throw new Error(`${first.symbol}: the model could not be stepped`, { cause: first.error });
    for (const { symbol, error } of failures) failed.set(`${symbol}: the model could not be stepped`, error);
    for (const { symbol, failures = [] } of steps)
      for (const failure of failures) failed.set(failureText(symbol, failure), undefined);
    candles += steps.reduce((sum, step) => sum + step.candles, 0);
    onProgress?.(candles);
    if (steps.every(step => !step.more)) break;
  }
  for (const { symbol, error } of await scoreModels(db)) failed.set(`${symbol}: could not be scored`, error);
  for (const [what, why] of failed) onFailure(why === undefined ? what : `${what}: ${messageOf(why)}`);
  return candles;
}
