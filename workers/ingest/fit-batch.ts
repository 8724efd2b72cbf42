import type { TimedReject } from '../../schema/market.ts';
import type { IngestBatch } from './batch.ts';
import { BATCH_LIMITS } from './batch-limits.ts';
import { PART_NAMES, readRow } from './batch-row.ts';
import { FieldError } from './field.ts';
import { setAside } from './set-aside.ts';

type Part = keyof IngestBatch;
/** Bytes of JSON and rows of one batch. */
type Limits = { bytes: number; rows: number };

/** Rejects and coverage go last: they speak of what was before them. */
const LAST: readonly Part[] = ['rejects', 'coverage'];
const ORDER = PART_NAMES.toSorted((a, b) => LAST.indexOf(a) - LAST.indexOf(b));

/**
 * A batch as `POST /ingest` takes it whole: in as many batches as its limits ask for, in the order to be posted, without
 * the rows that would be refused; those are set aside among the rejects at `now` (milliseconds UTC).
 */
export function fitBatch(batch: IngestBatch, now: number, limits: Limits = BATCH_LIMITS): IngestBatch[] {
  const setAsides: TimedReject[] = [];
  const good = (part: Part) =>
    (batch[part] ?? []).flatMap(row => {
      try {
        return [readRow(part, row)];
      } catch (error) {
        if (!(error instanceof FieldError)) throw error;
        setAsides.push(setAside(row, error, now));
        return [];
      }
    });
  const parts = new Map(ORDER.map((part): [Part, object[]] => [part, good(part)]));
  parts.get('rejects')?.push(...setAsides);
  const packer = createPacker(limits);
  for (const [part, rows] of parts) for (const row of rows) packer.add(part, row);
  return packer.batches;
}

function createPacker(limits: Limits) {
  const batches: Partial<Record<Part, object[]>>[] = [];
  let rows = 0;
  let bytes = 0;
  return {
    batches: batches as IngestBatch[],
    add(part: Part, row: object): void {
      const length = bytesOf(row) + ','.length;
      const opening = bytesOf(part) + ':[],'.length;
      const isFull = rows === limits.rows || bytes + opening + length > limits.bytes;
      if (batches.length === 0 || isFull) {
        batches.push({});
        [rows, bytes] = [0, '{}'.length];
      }
      const last = batches.at(-1) as Partial<Record<Part, object[]>>;
      const members = last[part] ?? [];
      bytes += length + (last[part] ? 0 : opening);
      rows++;
      members.push(row);
      last[part] = members;
    },
  };
}

const encoder = new TextEncoder();
const bytesOf = (value: unknown): number => encoder.encode(JSON.stringify(value)).length;
