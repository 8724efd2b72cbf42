import { expect, test } from 'vitest';
import { app } from '../../../workers/api/app.ts';
import { environment } from './market.ts';

const BUILT = `<!doctype html>
<html><head><link rel="canonical" href="/"><link rel="icon" href="./site/icon.svg">
<meta property="og:url" content="/"><meta property="og:title" content="/ is a title">
<meta property="og:image" content="/v1/snapshot/BTC.png?range=30d"></head><body><a href="/docs">Docs</a></body></html>`;

/** The files of a build that holds one page. */
const ASSETS = {
  fetch: async (asked: URL) =>
    asked.pathname === '/index.html'
      ? new Response(BUILT, { headers: { 'Content-Type': 'text/html' } })
      : new Response(null, { status: 404 }),
} as unknown as Fetcher;

const ask = (path: string, PUBLIC_ORIGIN?: string, init?: RequestInit) =>
  app.request(
    `http://asked.example${path}`,
    init,
    environment('replay', { ASSETS, ...(PUBLIC_ORIGIN !== undefined && { PUBLIC_ORIGIN }) }),
  );

test('the page names its own address and picture under the public origin, and leaves the rest as it was built', async () => {
  const html = await (await ask('/', 'https://heatmap.example')).text();
  expect(html).toBe(
    BUILT.replace('<link rel="canonical" href="/">', '<link rel="canonical" href="https://heatmap.example/">')
      .replace('og:url" content="/"', 'og:url" content="https://heatmap.example/"')
      .replace('content="/v1/', 'content="https://heatmap.example/v1/'),
  );
});

test('without a public origin the page is as it was built, whichever host is asked', async () => {
  expect(await (await ask('/')).text()).toBe(BUILT);
});

test('the page is served under its other name and with any parameters, and holds for five minutes', async () => {
  for (const path of ['/', '/index.html', '/?utm_source=x&utm_source=y', '/?constructor=1']) {
    const response = await ask(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('Cache-Control')).toContain('max-age=300');
  }
  const head = await ask('/', undefined, { method: 'HEAD' });
  expect(head.headers.get('ETag')).toBe((await ask('/')).headers.get('ETag'));
  expect(await head.text()).toBe('');
});

test('a page that has not changed is not sent again', async () => {
  const tag = (await ask('/')).headers.get('ETag') as string;
  const again = await ask('/', undefined, { headers: { 'If-None-Match': tag } });
  expect([again.status, await again.text()]).toEqual([304, '']);
  expect(again.headers.get('Content-Type')).toBeNull();
  expect((await ask('/', undefined, { headers: { 'If-None-Match': '"other"' } })).status).toBe(200);
});

test('the page loads from its own origin only, and may not be framed', async () => {
  const policy = (await ask('/')).headers.get('Content-Security-Policy') as string;
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toContain('unsafe-eval');
  expect(policy).toContain("frame-ancestors 'none'");
});
