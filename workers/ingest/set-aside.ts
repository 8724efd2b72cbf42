import { cutNote } from '../../schema/cut-note.ts';
import { EXCHANGES } from '../../schema/exchange.ts';
import type { TimedReject } from '../../schema/market.ts';
import { type FieldError, isRecord } from './field.ts';

/** The source of what cannot be told whose it is. */
const NOBODY = 'ingest';

/** A row of a batch that was not taken at `now` (milliseconds UTC), for whoever looks for the reason. */
export function setAside(row: unknown, error: FieldError, now: number): TimedReject {
  const source = isRecord(row) ? EXCHANGES.find(exchange => exchange === row.exchange) : undefined;
  return {
    source: source ?? NOBODY,
    time: now,
    reason: cutNote(error.message),
    payload: cutNote(JSON.stringify(row) ?? String(row)),
  };
}
