import { MINUTE } from '../../schema/range.ts';
import type { Env } from '../env.ts';
import { readTracks } from '../store/read-tracks.ts';
import { attemptAll } from './attempt-all.ts';
import type { BeatObject } from './beat-object.ts';

/** The object that does what is of no symbol; symbols are in capitals. */
const COMMON = 'common';
/** Where it stands, and the exchanges are asked from: those that refuse some places (Bybit, MEXC) accept this one. */
const PLACE = 'weur';

/**
 * One beat, each minute: has the exchanges asked, rolled up what was liquidated, the models stepped to the last closed
 * candles and, once an hour, scores and reporting shares renewed and what is too old pruned. Run twice, late or after a
 * gap it leaves the same rows. A part that fails does not stop the others; all failures are thrown together at the end.
 */
export async function tick(env: Pick<Env, 'DB' | 'BEAT'>, now: number): Promise<void> {
  const objects = env.BEAT as DurableObjectNamespace<BeatObject>;
  const failures: string[] = [];
  const ask = async (name: string, work: (object: DurableObjectStub<BeatObject>) => Promise<string[]>) => {
    const broken = await attemptAll({
      [name]: async () => failures.push(...(await work(objects.getByName(name, placeOf(name))))),
    });
    failures.push(...broken);
  };
  await ask(COMMON, object => object.poll(now));
  await ask(COMMON, object => object.rollUp(now));
  const bySymbol = Map.groupBy(await readTracks(env.DB), track => track.symbol);
  const symbols = [...bySymbol].map(([symbol, tracks]) => ({
    symbol,
    exchanges: tracks.map(track => track.exchange),
  }));
  await Promise.all(
    symbols.map(({ symbol, exchanges }) => ask(symbol, object => object.step(symbol, exchanges, now))),
  );
  if (Math.floor(now / MINUTE) % 60 === 0) {
    await Promise.all(
      symbols.map(({ symbol, exchanges }) => ask(symbol, object => object.review(symbol, exchanges, now))),
    );
    await ask(COMMON, object => object.tidy(now));
  }
  if (failures.length > 0) throw new Error(`tick: ${failures.join('; ')}`);
}

const placeOf = (name: string): DurableObjectNamespaceGetDurableObjectOptions =>
  name === COMMON ? { locationHint: PLACE } : {};
