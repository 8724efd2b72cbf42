import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { Env } from '../../workers/env.ts';
import worker from '../../workers/index.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const context = {
  waitUntil: () => {},
  passThroughOnException: () => {},
  props: {},
} as unknown as ExecutionContext;

async function ask(path: string, method: string, secret?: string) {
  const bindings = (secret === undefined ? env : { ...env, RELAY_SECRET: secret }) as unknown as Env;
  const request = new Request(`https://heatmap.test${path}`, { method }) as Parameters<
    typeof worker.fetch
  >[0];
  const answer = await worker.fetch(request, bindings, context);
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: (await answer.text()).replaceAll(path, '(path)'),
  };
}

test('without a secret there is nothing at the path of relays, as at any other that is not known', async () => {
  for (const method of METHODS)
    expect(await ask('/ingest', method), method).toEqual(await ask('/nowhere', method));
  const { status, headers, body } = await ask('/ingest', 'POST');
  expect(status).toBe(404);
  expect(headers['content-type']).toBe('application/problem+json');
  expect(JSON.parse(body)).toMatchObject({ status: 404, detail: 'no such path: (path); see /docs' });
});

test('with a secret relays are answered', async () => {
  expect((await ask('/ingest', 'POST', 's')).status).toBe(401);
  expect((await ask('/ingest', 'GET', 's')).status).toBe(405);
});
