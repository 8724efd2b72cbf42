import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { DAY, HOUR, MINUTE } from '../../schema/range.ts';

/** The steps of the bars that events are summed into. */
export const EVENT_STEPS = [MINUTE, HOUR, DAY] as const;

/** Numbers as they stand in a text: D1 binds each as a REAL, and takes 100. */
export const literal = (...numbers: readonly number[]): SQL => sql.raw(numbers.join());

/**
 * Tells of a row of `liquidationBars` whether somebody recorded it as a total. Bars that events were summed into have one of
 * three steps and a count. Where a recorded bar stands, events do not speak: they are a part of its total.
 */
export const isRecorded = (bar: { count: SQLWrapper; step: SQLWrapper }): SQL =>
  sql`(${bar.count} IS NULL OR ${bar.step} NOT IN (${literal(...EVENT_STEPS)}))`;
