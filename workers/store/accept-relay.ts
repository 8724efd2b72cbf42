import { lt } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import { relays } from '../../schema/tables.ts';

/**
 * Notes that a relay signed a batch at `time` (milliseconds UTC); false where it signed one at that time or later
 * before, so that this is a replay. A relay that has been silent since `forget` is forgotten: whoever asks refuses
 * signatures that old by themselves.
 */
export async function acceptRelay(
  db: D1Database,
  { relay, time, forget }: { relay: string; time: number; forget: number },
): Promise<boolean> {
  const on = drizzle(db);
  const [, accepted] = await on.batch([
    on.delete(relays).where(lt(relays.time, forget)),
    on
      .insert(relays)
      .values({ relay, time })
      .onConflictDoUpdate({ target: relays.relay, set: { time }, setWhere: lt(relays.time, time) }),
  ]);
  return accepted.meta.changes > 0;
}
