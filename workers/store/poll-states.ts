import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import type { Exchange } from '../../schema/exchange.ts';
import { pollStates } from '../../schema/tables.ts';
import { excluded } from './insert-rows.ts';
import { prepared } from './prepared.ts';
import { statementOf } from './statement-of.ts';

export type StoredPollState = { exchange: Exchange; time: number; state: string };

/** What the polls of each exchange left behind, as they wrote it. */
export const readPollStates = (db: D1Database): Promise<StoredPollState[]> => stored(db, {});

const stored = prepared(on =>
  on
    .select({
      exchange: sql<Exchange>`key`,
      time: sql<number>`value ->> 'time'`,
      state: sql<string>`value ->> 'state'`,
    })
    .from(pollStates)
    .crossJoin(sql`json_each(${pollStates.states})`)
    .orderBy(sql`key`),
);

/** The statements that keep states. All lie in one row, of which those of other exchanges stay as they are. */
export function savePollStates(db: D1Database, states: readonly StoredPollState[]): D1PreparedStatement[] {
  if (states.length === 0) return [];
  const byExchange = Object.fromEntries(states.map(({ exchange, ...state }) => [exchange, state]));
  const patched = sql`json_patch(${pollStates.states}, ${excluded(pollStates.states)})`;
  return [
    statementOf(
      db,
      drizzle(db)
        .insert(pollStates)
        .values({ id: 1, states: JSON.stringify(byExchange) })
        .onConflictDoUpdate({ target: pollStates.id, set: { states: patched } }),
    ),
  ];
}
