import { expect, test } from 'vitest';
import { readBody } from '../../../workers/ingest/read-body.ts';

const limits = { bytes: 100_000, patience: 60_000 };
const requestOf = (pieces: readonly string[], headers = {}) =>
  new Request('https://heatmap.test', {
    ...{ method: 'POST', headers, duplex: 'half' },
    body: new ReadableStream<Uint8Array>({
      start(controller) {
        for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
        controller.close();
      },
    }),
  } as RequestInit);
const textOf = async (request: Request) => {
  const body = await readBody(request, limits);
  return typeof body === 'string' ? { why: body } : new TextDecoder().decode(body);
};

test('a body is what its pieces are together, however small or large they are', async () => {
  expect(await textOf(new Request('https://heatmap.test', { method: 'POST' }))).toBe('');
  const small = Array.from({ length: 40_000 }, (_, i) => String(i % 10));
  expect(await textOf(requestOf(small))).toBe(small.join(''));
  expect(await textOf(requestOf(['a', 'b'.repeat(70_000), 'c']))).toBe(`a${'b'.repeat(70_000)}c`);
});

test('a body may be as long as its bound, and no longer', async () => {
  expect(await textOf(requestOf(['x'.repeat(60_000), 'x'.repeat(40_000)]))).toBe('x'.repeat(100_000));
  expect(await textOf(requestOf(['x'.repeat(60_000), 'x'.repeat(40_001)]))).toEqual({ why: 'too long' });
  expect(await textOf(requestOf(['x'], { 'content-length': '100001' }))).toEqual({ why: 'too long' });
});
