import type { TimedReject } from '../../schema/market.ts';
import { MINUTE } from '../../schema/range.ts';
import type { IngestBatch, RefusedRows } from './batch.ts';
import { fieldsOf, isPart, PART_NAMES, readRow } from './batch-row.ts';
import { FieldError, isRecord, unexpected } from './field.ts';
import { EVENT_AGE } from './save-batch.ts';
import { setAside } from './set-aside.ts';

/** How far ahead of ours the clock of who sends may be. */
const MAX_AHEAD = 10 * MINUTE;
/** Reasons that a receipt names of each part. */
const REASONS = 3;

export type ParsedBatch = {
  /** The rows that are what they should be. */
  batch: IngestBatch;
  /** The others, counted, and as rejects. */
  refused: RefusedRows;
  rejects: TimedReject[];
};

/**
 * The batch a JSON text holds, as it came at `now` (milliseconds UTC). A row that is not what it should be, or of a time
 * that has not come or is long over, is set aside alone. Throws a `FieldError` for what is no batch at all.
 */
export function parseBatch(text: string, now: number): ParsedBatch {
  const raw = parseJson(text);
  if (!isRecord(raw)) throw unexpected('batch', 'an object', raw);
  const rows: Record<string, unknown[]> = {};
  const refused = new Map<string, { rows: number; reasons: string[] }>();
  const rejects: TimedReject[] = [];
  const refuse = (part: string, row: unknown, error: FieldError) => {
    const known = refused.get(part) ?? { rows: 0, reasons: [] };
    refused.set(part, known);
    known.rows++;
    const reject = setAside(row, error, now);
    if (known.reasons.length < REASONS && !known.reasons.includes(reject.reason))
      known.reasons.push(reject.reason);
    rejects.push(reject);
  };
  for (const [part, members] of Object.entries(raw)) {
    if (!isPart(part)) refuse('batch', members, unexpected('batch', `parts ${PART_NAMES.join(', ')}`, part));
    else if (!Array.isArray(members)) refuse(part, members, unexpected(part, 'an array', members));
    else
      rows[part] = members.flatMap((row: unknown) => {
        try {
          return [readFields(part, row, now)];
        } catch (error) {
          if (!(error instanceof FieldError)) throw error;
          refuse(part, row, error);
          return [];
        }
      });
  }
  return { batch: rows as IngestBatch, refused: Object.fromEntries(refused), rejects };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw Object.assign(unexpected('batch', 'JSON', text), { cause });
  }
}

/** Unknown fields are refused: what they mean would be lost. */
function readFields(part: keyof IngestBatch, row: unknown, now: number) {
  if (!isRecord(row)) throw unexpected(part, 'an object', row);
  const fields = fieldsOf(part);
  const unknown = Object.keys(row).find(field => !fields.includes(field));
  if (unknown !== undefined) throw unexpected(part, `fields ${fields.join(', ')}`, unknown);
  const read = readRow(part, row);
  const fault = dateFault(part, read, now);
  if (fault) throw new FieldError({ ...fault, field: `${part}.time` });
  return read;
}

function dateFault(part: keyof IngestBatch, row: ReturnType<typeof readRow>, now: number) {
  if (!('time' in row)) return undefined;
  // Of a bar its end: before that nobody knows what it will be.
  const time = row.time + ('step' in row ? row.step : 0);
  if (time > now + MAX_AHEAD) return { expected: `no later than ${iso(now + MAX_AHEAD)}`, got: iso(time) };
  const isEvent = part === 'liquidations' || part === 'secondHand';
  if (isEvent && time < now - EVENT_AGE) return { expected: 'one of the last 29 days', got: iso(time) };
  return undefined;
}

const iso = (time: number): string => new Date(time).toISOString();
