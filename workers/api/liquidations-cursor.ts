import { isExchange } from '../../schema/exchange.ts';
import type { EventKey } from '../store/read-liquidations.ts';

/** Longest id of an event in a cursor, characters; exchanges' own have up to 40, ours of raw strings up to 200. */
const MAX_ID = 300;

export const writeCursor = ({ time, exchange, id }: EventKey): string =>
  new TextEncoder()
    .encode(`${time} ${exchange} ${id}`)
    .toBase64({ alphabet: 'base64url', omitPadding: true });

/** The key in a cursor; undefined where it is none of ours. */
export function readCursor(text: string): EventKey | undefined {
  if (!/^[\w-]{1,1000}$/.test(text)) return undefined;
  let plain: string;
  try {
    plain = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Uint8Array.fromBase64(text, { alphabet: 'base64url' }),
    );
  } catch {
    // Not base64url or not UTF-8: nothing we wrote.
    return undefined;
  }
  const [, time, exchange = '', id = ''] = /^(\d{1,15}) (\w+) (.+)$/s.exec(plain) ?? [];
  if (time === undefined || !isExchange(exchange) || id.length > MAX_ID) return undefined;
  const key = { time: Number(time), exchange, id };
  // Written another way (`007`), it would be another address of the same page.
  return writeCursor(key) === text ? key : undefined;
}
