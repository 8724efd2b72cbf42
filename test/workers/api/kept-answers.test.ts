import { env } from 'cloudflare:workers';
import { Hono } from 'hono';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { answerResponse } from '../../../workers/api/answer.ts';
import { edgeCache } from '../../../workers/api/edge-cache.ts';
import type { Env } from '../../../workers/env.ts';

/** What answers are kept under: a new one for each test. */
let key = '';

beforeEach(() => {
  key = `https://${crypto.randomUUID()}.test/clock`;
});

afterEach(() => {
  vi.restoreAllMocks();
});

const SECOND = 1000;
const HOUR = 3600 * SECOND;

/** Asks a route that answers with `text`, or throws where there is none, when so much time has passed. */
async function asked(
  after: number,
  text: string | undefined,
  { fresh = 60, type = 'text/plain' } = {},
): Promise<Response> {
  const made = Date.now();
  const behind: Promise<unknown>[] = [];
  const response = await new Hono<{ Bindings: Env; Variables: { canonicalUrl: string } }>()
    .use(async (c, next) => {
      c.set('canonicalUrl', key);
      await next();
    })
    .get(
      '/',
      edgeCache(
        async () => {
          if (text === undefined) throw new Error('broken');
          return answerResponse({ body: text, type, fresh });
        },
        { now: () => made + after },
      ),
    )
    .onError(error => new Response(error.message, { status: 500 }))
    .request(
      '/',
      {},
      env as unknown as Env,
      {
        waitUntil: (work: Promise<unknown>) => behind.push(work),
      } as unknown as ExecutionContext,
    );
  await Promise.all(behind);
  return response;
}

const bodyOf = async (response: Response) => (await response).text();

test('an answer is given for its lifetime, with its age', async () => {
  await asked(0, 'first');
  const kept = await asked(59 * SECOND, 'second');
  expect(await bodyOf(kept)).toBe('first');
  expect(kept.headers.get('Age')).toBe('59');
});

test('for as long again it is given and made anew behind the response', async () => {
  await asked(0, 'first');
  const old = await asked(61 * SECOND, 'second');
  expect(await bodyOf(old)).toBe('first');
  expect(old.headers.get('Age')).toBe('61');
  const renewed = await asked(62 * SECOND, 'third');
  expect(await bodyOf(renewed)).toBe('second');
  expect(renewed.headers.get('Age')).toBe('1');
});

test('after that whoever asks waits for a new one', async () => {
  await asked(0, 'first');
  const anew = await asked(121 * SECOND, 'second');
  expect(await bodyOf(anew)).toBe('second');
  expect(anew.headers.has('Age')).toBe(false);
});

test('while none can be made the last good one is given for a day, and says so', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const good = await asked(0, '{"a":1,"stale":false,"b":2}', { type: 'application/json' });
  const old = await asked(24 * HOUR, undefined);
  expect(old.status).toBe(200);
  expect(await bodyOf(old)).toBe('{"a":1,"stale":true,"b":2}');
  expect(old.headers.get('Age')).toBe('86400');
  expect(old.headers.get('Warning')).toBe('110 - "Response is Stale"');
  expect(old.headers.get('Cache-Control')).toBe('no-cache');
  expect(old.headers.get('ETag')).not.toBe(good.headers.get('ETag'));
  expect((await asked(24 * HOUR + 61 * SECOND, undefined)).status).toBe(500);
});

test('what failed is made as soon as it can be', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  await asked(0, 'first');
  expect(await bodyOf(await asked(HOUR, undefined))).toBe('first');
  expect(await bodyOf(await asked(HOUR, 'second'))).toBe('second');
});

test('a failure behind the response leaves what was kept', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  await asked(0, 'first');
  expect(await bodyOf(await asked(90 * SECOND, undefined))).toBe('first');
  expect(logged).toHaveBeenCalledOnce();
  expect(await bodyOf(await asked(100 * SECOND, 'second'))).toBe('first');
});

test.each([
  ['text/csv', 'time,usd\n1,2\n'],
  ['image/svg+xml', '<svg/>'],
  ['application/json', '{"code":"0"}'],
])('%s that has no place for it stays as it is, and the header says it', async (type, body) => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const good = await asked(0, body, { type });
  const old = await asked(HOUR, undefined, { type });
  expect(await bodyOf(old)).toBe(body);
  expect(old.headers.get('Warning')).toMatch(/^110 /);
  expect(old.headers.get('ETag')).toBe(good.headers.get('ETag'));
});

test('an answer of a day is given for a second one while none can be made', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  await asked(0, 'past', { fresh: 86_400 });
  expect((await asked(23 * HOUR, undefined, { fresh: 86_400 })).headers.has('Warning')).toBe(false);
  expect((await asked(47 * HOUR, undefined, { fresh: 86_400 })).headers.has('Warning')).toBe(true);
});
