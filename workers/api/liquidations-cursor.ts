import { EXCHANGES, isExchange } from '../../schema/exchange.ts';
import type { EventKey } from '../store/read-liquidations.ts';

/**
 * What a cursor looks like, for the description: all of this form are read. It is the time, exchange and id of an event,
 * the id in base64url: any text may be one, and a cursor stands in an address as it is.
 */
export const CURSOR_PATTERN = `^(0|[1-9]\\d{0,14})~(${EXCHANGES.join('|')})~([A-Za-z0-9_-]{4}){0,299}[A-Za-z0-9_-]{2,4}$`;

const CURSOR = new RegExp(CURSOR_PATTERN, 'u');

export const writeCursor = ({ time, exchange, id }: EventKey): string =>
  `${time}~${exchange}~${new TextEncoder().encode(id).toBase64({ alphabet: 'base64url', omitPadding: true })}`;

/**
 * The key in a cursor; undefined where it does not look like one. Any that does is a place among the events, whether or
 * not there is one of that key: what comes after it can be asked for.
 */
export function readCursor(text: string): EventKey | undefined {
  const [time, exchange = '', id = ''] = CURSOR.test(text) ? text.split('~') : [];
  if (time === undefined || !isExchange(exchange)) return undefined;
  // What is not UTF-8 is no id of anybody's, and a place among them all the same.
  const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
  const bytes = Uint8Array.fromBase64(id, { alphabet: 'base64url' });
  return { time: Number(time), exchange, id: decoder.decode(bytes) };
}
