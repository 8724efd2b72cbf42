import { expect, test } from 'vitest';
import { type Lines, readLines } from '../../../../workers/ingest/history/read-lines.ts';

const bytes = new TextEncoder();

async function* chunks(...texts: (string | Error)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    if (text instanceof Error) throw text;
    yield bytes.encode(text);
  }
}

async function read(source: AsyncIterable<Uint8Array>): Promise<Lines[]> {
  const items: Lines[] = [];
  for await (const item of readLines(source)) items.push(item);
  return items;
}

const lines = async (...texts: string[]) => (await read(chunks(...texts))).flatMap(item => item.lines);

test('a line cut between chunks comes whole', async () => {
  expect(await lines('a,b\n1,', '2\n3', ',4\n')).toEqual(['a,b', '1,2', '3,4']);
});

test('the last line needs no line break', async () => {
  expect(await lines('a\nb')).toEqual(['a', 'b']);
});

test('lines may end as on Windows, and a byte order mark is dropped', async () => {
  expect(await lines('\uFEFFa\r\nb\r\n', 'c\r')).toEqual(['a', 'b', 'c']);
});

test('an empty source has no lines', async () => {
  expect(await lines()).toEqual([]);
});

test('a source that breaks gives the lines before and keeps the line it broke in apart', async () => {
  const broken = new Error('cut off');
  expect(await read(chunks('a\n1\n2', broken))).toEqual([
    { lines: ['a', '1'] },
    { lines: [], failure: { cause: broken, rest: '2' } },
  ]);
});

test('a source without line breaks is given up before it fills the memory', async () => {
  const items = await read(chunks('a\n', 'x'.repeat(65_537), 'never read\n'));
  expect(items.map(item => item.lines)).toEqual([['a'], []]);
  expect(items.at(-1)?.failure?.cause.message).toBe('a line of more than 65536 characters');
});
