import { readSymbolNames } from '../store/read-tracks.ts';
import { DatabaseFailure } from '../store/retried-reads.ts';

/** Most symbols an error lists. */
const MAX_LISTED = 50;
/** How long a list serves for errors, ms: there are as many of them as anybody likes. */
const LIFE = 60_000;

let listed: { at: number; names: string[] } | undefined;

/**
 * The symbols there are, as an error says what was expected instead of `asked`. Read once a minute at most, if it does
 * not name what was just found not to be there.
 */
export async function knownSymbols(db: D1Database, asked?: string): Promise<string> {
  const now = Date.now();
  const isOld = !listed || now - listed.at > LIFE || listed.names.includes(asked ?? '');
  try {
    // One more than are listed tells whether there are more.
    if (isOld) listed = { at: now, names: await readSymbolNames(db, MAX_LISTED + 1) };
  } catch (error) {
    // That something else was expected holds without the list as well.
    if (!(error instanceof DatabaseFailure)) throw error;
  }
  if (!listed) return 'a symbol of /v1/symbols';
  const { names } = listed;
  if (names.length === 0) return 'a symbol with data; none is stored yet';
  const more = names.length > MAX_LISTED ? ' and more (see /v1/symbols)' : '';
  return `one of ${names.slice(0, MAX_LISTED).join(', ')}${more}`;
}
