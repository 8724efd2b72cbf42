import { DAY, HOUR, MINUTE } from '../../schema/range.ts';

/** The steps of the bars that events are summed into. */
export const EVENT_STEPS = [MINUTE, HOUR, DAY] as const;

/**
 * SQL that tells of a row of `liquidation_bars` whether somebody recorded it as a total. Bars that events were summed into
 * have one of three steps and a count. Where a recorded bar stands, events do not speak: they are a part of its total.
 */
export const isRecorded = (bar: string): string =>
  `(${bar}.count IS NULL OR ${bar}.step NOT IN (${EVENT_STEPS.join()}))`;
