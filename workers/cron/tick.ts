import { MINUTE } from '../../schema/range.ts';
import type { Env } from '../env.ts';
import { pollExchanges } from '../ingest/poll-exchanges.ts';
import { rollUpBars } from '../store/save-liquidations.ts';
import { estimateReporting } from './estimate-reporting.ts';
import { prune } from './prune.ts';
import { scoreModels } from './score-models.ts';
import { freeShare } from './share-of-work.ts';
import { stepModels } from './step-models.ts';

/**
 * One beat, each minute: asks the exchanges, rolls up what was liquidated, steps the models to the last closed candles
 * and, once an hour, renews scores and reporting shares and prunes. Run twice, late or after a gap it leaves the same rows. A part that fails
 * does not stop the others; all failures are thrown together at the end.
 */
export async function tick(env: Env, now: number): Promise<void> {
  const { DB } = env;
  const failures: Error[] = [];
  const attempt = async (part: string, run: () => Promise<unknown>) => {
    try {
      await run();
    } catch (cause) {
      failures.push(new Error(`tick: ${part} failed`, { cause }));
    }
  };
  await attempt('polling', () => pollExchanges(env, now));
  await attempt('rolling up', () => rollUpBars(DB, now));
  await attempt('stepping', async () => {
    const { failures: symbols } = await stepModels(
      DB,
      env.PLAN === 'paid' ? { now } : { now, ...freeShare(now) },
    );
    for (const { symbol, error } of symbols) {
      failures.push(new Error(`tick: the model of ${symbol} could not be stepped`, { cause: error }));
    }
  });
  if (Math.floor(now / MINUTE) % 60 === 0) {
    await attempt('scoring', async () => {
      for (const { symbol, error } of await scoreModels(DB)) {
        failures.push(new Error(`tick: ${symbol} could not be scored`, { cause: error }));
      }
    });
    await attempt('estimating reporting shares', () => estimateReporting(DB));
    await attempt('pruning', () => prune(DB, { now }));
  }
  if (failures.length > 0)
    throw new AggregateError(failures, failures.map(failure => failure.message).join('; '));
}
