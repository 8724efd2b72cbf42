import type { Exchange } from '../../schema/exchange.ts';

export type StoredPollState = { exchange: Exchange; time: number; state: string };

/** What the polls of each exchange left behind, as they wrote it. */
export async function readPollStates(db: D1Database): Promise<StoredPollState[]> {
  const { results } = await db
    .prepare('SELECT exchange, time, state FROM poll_states ORDER BY exchange')
    .all<StoredPollState>();
  return results;
}

/** The statements that keep states, one row per exchange. */
export function savePollStates(db: D1Database, states: readonly StoredPollState[]): D1PreparedStatement[] {
  if (states.length === 0) return [];
  return [
    db
      .prepare(
        `INSERT INTO poll_states (exchange, time, state)
         SELECT value ->> 'exchange', value ->> 'time', value ->> 'state' FROM json_each(?) WHERE true
         ON CONFLICT DO UPDATE SET time = excluded.time, state = excluded.state`,
      )
      .bind(JSON.stringify(states)),
  ];
}
