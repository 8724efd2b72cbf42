import { expect, test } from 'vitest';
import { load, readJson } from '../../widget/load.ts';

const answering = (status: number) => async () =>
  new Response(JSON.stringify({ title: 'A title', detail: 'symbol: expected one of BTC, got NOPE' }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  });

const failureOf = async (fetch: typeof globalThis.fetch) => {
  const answer = await load('https://api.example/v1', readJson, new AbortController().signal, fetch);
  if (!('failure' in answer)) throw new Error('expected a failure, got an answer');
  return answer.failure;
};

test.each([
  [429, true],
  [408, true],
  [500, true],
  [503, true],
  [400, false],
  [403, false],
  [404, false],
  [410, false],
])('a %i may pass by asking again: %s', async (status, mayPass) => {
  expect((await failureOf(answering(status))).mayPass).toBe(mayPass);
});

test('a network that is down may come back', async () => {
  const down = async () => {
    throw new TypeError('Failed to fetch');
  };
  expect(await failureOf(down)).toEqual({
    url: 'https://api.example/v1',
    answer: 'Failed to fetch',
    mayPass: true,
  });
});

test('a refusal is told in the words of the API', async () => {
  expect((await failureOf(answering(404))).answer).toBe('404: symbol: expected one of BTC, got NOPE');
});
