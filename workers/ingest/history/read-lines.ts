/**
 * Complete lines of a text in the order they come. `failure` closes a source that broke: `rest` is the line it
 * broke in, which must not be read as a line, because half a number is a number too.
 */
export type Lines = { lines: string[]; failure?: { cause: Error; rest: string } };

/** Longer than any bar: what has no line break for so long is not a table of bars, and must not fill the memory. */
const MAX_LINE = 65_536;

/** Splits UTF-8 bytes into lines (LF or CRLF; a byte order mark is dropped), one item per chunk. Never throws. */
export async function* readLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Lines> {
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const chunk of bytes) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (lines.length > 0) yield { lines: lines.map(withoutReturn) };
      if (rest.length > MAX_LINE) throw new Error(`a line of more than ${MAX_LINE} characters`);
    }
  } catch (error) {
    yield { lines: [], failure: { cause: error instanceof Error ? error : new Error(String(error)), rest } };
    return;
  }
  rest += decoder.decode();
  if (rest !== '') yield { lines: [withoutReturn(rest)] };
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);
