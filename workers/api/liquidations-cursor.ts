import { EXCHANGES, isExchange } from '../../schema/exchange.ts';
import type { EventKey } from '../store/read-liquidations.ts';

/** Longest id of an event in a cursor, characters; exchanges' own have up to 40, ours of raw strings up to 200. */
const MAX_ID = 300;

/** What a cursor looks like, for the description: all of this form are read. */
export const CURSOR_PATTERN = `^(0|[1-9]\\d{0,14})~(${EXCHANGES.join('|')})~.{1,${MAX_ID}}$`;

const CURSOR = new RegExp(CURSOR_PATTERN, 'su');

export const writeCursor = ({ time, exchange, id }: EventKey): string => `${time}~${exchange}~${id}`;

/** The key in a cursor; undefined where it is none of ours. */
export function readCursor(text: string): EventKey | undefined {
  if (!CURSOR.test(text)) return undefined;
  const [time = '', exchange = '', ...id] = text.split('~');
  return isExchange(exchange) ? { time: Number(time), exchange, id: id.join('~') } : undefined;
}
