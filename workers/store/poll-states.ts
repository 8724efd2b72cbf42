import type { Exchange } from '../../schema/exchange.ts';

export type StoredPollState = { exchange: Exchange; time: number; state: string };

/** What the polls of each exchange left behind, as they wrote it. */
export async function readPollStates(db: D1Database): Promise<StoredPollState[]> {
  const { results } = await db
    .prepare(
      `SELECT key AS exchange, value ->> 'time' AS time, value ->> 'state' AS state
       FROM poll_states, json_each(states) ORDER BY key`,
    )
    .all<StoredPollState>();
  return results;
}

/** The statements that keep states. All lie in one row, of which those of other exchanges stay as they are. */
export function savePollStates(db: D1Database, states: readonly StoredPollState[]): D1PreparedStatement[] {
  if (states.length === 0) return [];
  const byExchange = Object.fromEntries(states.map(({ exchange, ...state }) => [exchange, state]));
  return [
    db
      .prepare(
        `INSERT INTO poll_states (id, states) VALUES (1, ?)
         ON CONFLICT DO UPDATE SET states = json_patch(states, excluded.states)`,
      )
      .bind(JSON.stringify(byExchange)),
  ];
}
