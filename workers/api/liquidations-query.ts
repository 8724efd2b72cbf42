import { SIDES } from '../../schema/market.ts';
import { MINUTE } from '../../schema/range.ts';
import type { EventKey } from '../store/read-liquidations.ts';
import { CURSOR_PATTERN, readCursor, writeCursor } from './liquidations-cursor.ts';
import { exchangeParameter } from './market.ts';
import { oneOf, type Parameter, type Query, symbolParameter, timeParameter } from './parameter.ts';
import type { Reading } from './query.ts';

const MAX_LIMIT = 1000;

/** The cursor is the key of the last event that was looked through. To its reader it is opaque. */
const cursorParameter: Parameter<EventKey | undefined> = {
  description: 'The `next` of an earlier answer: goes on after it, whatever arrived meanwhile.',
  example: '1722816001000~binance~YQ',
  expected: 'the `next` of an earlier answer',
  read: readCursor,
  fallback: undefined,
  write: key => key && writeCursor(key),
  schema: { type: 'string', pattern: CURSOR_PATTERN },
};

const limitParameter: Parameter<number> = {
  description: 'Events per page.',
  example: 100,
  expected: `a whole number from 1 to ${MAX_LIMIT}`,
  read: text => (/^\d{1,4}$/.test(text) && +text >= 1 && +text <= MAX_LIMIT ? Number(text) : undefined),
  fallback: 100,
  schema: { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: 100 },
};

const usdParameter: Parameter<number | undefined> = {
  description: 'Not smaller than this.',
  example: 100_000,
  expected: 'USD of 0 or more, as a number',
  read: text => {
    const usd = /^\d{1,400}(\.\d{1,400})?(e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : Number.NaN;
    return Number.isFinite(usd) ? usd : undefined;
  },
  fallback: undefined,
  schema: { type: 'number', minimum: 0 },
};

/** Nothing is required of those who ask for all. */
const { required: _, ...anySymbol } = symbolParameter;

export const liquidationsParameters = {
  symbol: { ...anySymbol, description: 'The base asset; all where it is left out.' },
  exchange: exchangeParameter,
  side: oneOf(SIDES, undefined, { description: 'The position that was liquidated.', example: 'long' }),
  from: timeParameter(
    'Not before this time, milliseconds UTC. A span that ends before it begins is empty.',
    1722816000000,
  ),
  to: timeParameter('Before this time, milliseconds UTC.', 1722902400000),
  min_usd: usdParameter,
  cursor: cursorParameter,
  limit: limitParameter,
};

export type LiquidationsQuery = Query<typeof liquidationsParameters>;

/** A page that serves every limit from one of these up to the next holds more events than the next less one. */
const LIMITS = [1, 50, 100, 200, 450, 950] as const;

/** Rows that a page of a limit may read. */
export const rowsOf = (limit: number): number => 2 * limit + 100;

/**
 * Side, size and the beginning are cut from a page, a limit is served by the page of the next lower one of six, and the
 * end lies on a minute: it is cut exactly as well. So whatever is asked of the present of a symbol, six pages of each
 * exchange serve it.
 */
export const liquidationsReading: Reading<typeof liquidationsParameters> = {
  settle: ({ symbol, exchange, to, cursor, limit }) => {
    const end = to === undefined ? undefined : Math.ceil(to / MINUTE) * MINUTE;
    // Only the earlier of the two bounds a page; what lies ahead bounds none.
    const bounds = end !== undefined && end <= Date.now() && !(cursor && cursor.time < end);
    return {
      symbol,
      exchange,
      side: undefined,
      from: undefined,
      to: bounds ? end : undefined,
      min_usd: undefined,
      cursor: bounds ? undefined : cursor,
      limit: LIMITS.findLast(least => least <= limit) ?? 1,
    };
  },
};
