/** Longest reason and payload of a reject that are kept, in characters. */
export const MAX_NOTE = 500;

/**
 * What somebody said, for whoever looks for the reason: its beginning. A text may be any and of any length, so a character
 * that it holds, or would leave, half is replaced.
 */
export const cutNote = (text: string, most = MAX_NOTE): string =>
  (text.length > most ? `${text.slice(0, most - 1)}…` : text).toWellFormed();
