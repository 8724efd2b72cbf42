import { scoreModels } from '../cron/score-models.ts';
import { stepModels } from '../cron/step-models.ts';

/** Candles per exchange and run: states and columns of one run are written in one transaction. */
const CANDLES_PER_RUN = 5_000;

/** Steps all models through every stored candle and scores them; throws what could not be done. Returns the candles consumed. */
export async function catchUp(
  db: D1Database,
  { now, onProgress }: { now: number; onProgress?: (candles: number) => void },
): Promise<number> {
  let candles = 0;
  for (;;) {
    const { steps, failures } = await stepModels(db, { now, limit: CANDLES_PER_RUN });
    const [failure] = failures;
    if (failure)
      throw new Error(`${failure.symbol}: the model could not be stepped`, { cause: failure.error });
    candles += steps.reduce((sum, step) => sum + step.candles, 0);
    onProgress?.(candles);
    if (steps.every(step => !step.more)) break;
  }
  const [unscored] = await scoreModels(db);
  if (unscored) throw new Error(`${unscored.symbol}: could not be scored`, { cause: unscored.error });
  return candles;
}
