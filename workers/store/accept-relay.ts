/**
 * Notes that a relay signed a batch at `time` (milliseconds UTC); false where it signed one at that time or later
 * before, so that this is a replay. A relay that has been silent since `forget` is forgotten: whoever asks refuses
 * signatures that old by themselves.
 */
export async function acceptRelay(
  db: D1Database,
  { relay, time, forget }: { relay: string; time: number; forget: number },
): Promise<boolean> {
  const [, accepted] = await db.batch([
    db.prepare('DELETE FROM relays WHERE time < ?').bind(forget),
    db
      .prepare(
        `INSERT INTO relays (relay, time) VALUES (?, ?)
         ON CONFLICT DO UPDATE SET time = excluded.time WHERE excluded.time > time`,
      )
      .bind(relay, time),
  ]);
  return (accepted?.meta.changes ?? 0) > 0;
}
