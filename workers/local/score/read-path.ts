import { readLines } from '../../ingest/history/read-lines.ts';
import { fileBytes } from '../file-bytes.ts';

/** What was known at a moment: open interest in base units, and the mark price. */
export type Mark = { openInterest: number; markPrice: number };

const COLUMNS = ['time_ms', 'oi_base', 'implied_mark_price'] as const;

/**
 * Reads marks of every five minutes, by their time (milliseconds UTC). Throws, naming file and line, where a column
 * or a number is missing or the file breaks off.
 */
export async function readPath(path: string): Promise<Map<number, Mark>> {
  const marks = new Map<number, Mark>();
  let places: number[] | undefined;
  let line = 0;
  for await (const { lines, failure } of readLines(fileBytes(path))) {
    for (const text of lines) {
      line++;
      const fields = text.split(',').map(field => field.trim());
      if (places === undefined) {
        places = COLUMNS.map(column => fields.indexOf(column));
        if (places.includes(-1))
          throw new Error(`${path}: expected the columns ${COLUMNS.join(', ')}, got "${text}"`);
        continue;
      }
      const [time, openInterest, markPrice] = places.map(place => Number(fields[place] || Number.NaN));
      if (!(Number(time) >= 0 && Number(openInterest) >= 0 && Number(markPrice) > 0)) {
        throw new Error(
          `${path}, line ${line}: expected a time, open interest and a price above 0, got "${text}"`,
        );
      }
      marks.set(time as number, { openInterest: openInterest as number, markPrice: markPrice as number });
    }
    if (failure) throw new Error(`${path}, after line ${line}: expected more, got ${failure.cause.message}`);
  }
  return marks;
}
