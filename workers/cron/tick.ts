import { MINUTE } from '../../schema/range.ts';
import type { Env } from '../env.ts';
import { rollUpBars } from '../store/save-liquidations.ts';
import { prune } from './prune.ts';
import { stepModels } from './step-models.ts';

/**
 * One beat, each minute: rolls up what was liquidated, steps the models to the last closed candles and, once an hour,
 * prunes. Run twice, late or after a gap it leaves the same rows.
 */
export async function tick({ DB }: Pick<Env, 'DB'>, now: number): Promise<void> {
  await rollUpBars(DB, now);
  const { failures } = await stepModels(DB, { now });
  if (Math.floor(now / MINUTE) % 60 === 0) await prune(DB, { now });
  if (failures.length === 0) return;
  const symbols = failures.map(failure => failure.symbol).join(', ');
  throw new AggregateError(
    failures.map(failure => failure.error),
    `tick: the model of ${symbols} could not be stepped`,
  );
}
