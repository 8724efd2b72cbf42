import { MINUTE } from '../../schema/range.ts';
import type { Env } from '../env.ts';
import { attemptAll } from './attempt-all.ts';
import type { BeatObject } from './beat-object.ts';
import { beatSymbols } from './beat-symbols.ts';

/** The object that does what is of no symbol. */
const COMMON = 'common';
/** Where the objects stand, and the exchanges are asked from: those that refuse some places (Bybit, MEXC) accept this one. */
const PLACE = 'weur';

/**
 * One beat, each minute: has the exchanges asked, what was liquidated rolled up, every symbol's object take in what came
 * and step its model, and writes the board. Once an hour scores and reporting shares are renewed and what is too old is
 * pruned. Run twice, late or after a gap it leaves the same rows. A part that fails does not stop the others; all failures
 * are thrown together at the end.
 */
export async function tick(env: Pick<Env, 'DB' | 'BEAT' | 'SYMBOL_OBJECTS'>, now: number): Promise<void> {
  const common = (env.BEAT as DurableObjectNamespace<BeatObject>).getByName(COMMON, { locationHint: PLACE });
  const isHour = Math.floor(now / MINUTE) % 60 === 0;
  const failures: string[] = [];
  const attempt = async (what: string, work: () => Promise<string[]>) => {
    const broken = await attemptAll({ [what]: async () => failures.push(...(await work())) });
    failures.push(...broken);
  };
  await attempt(COMMON, () => common.poll(now));
  await attempt(COMMON, () => common.rollUp(now));
  await attempt('the symbols', () => beatSymbols(env, { now, review: isHour, place: PLACE }));
  if (isHour) await attempt(COMMON, () => common.tidy(now));
  if (failures.length > 0) throw new Error(`tick: ${failures.join('; ')}`);
}
