import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Problem } from '../../schema/answer/problem.ts';
import { CHROMIUM_ARGUMENTS, chromiumPath } from '../support/chromium.ts';
import { runStart, type Started } from '../support/run-start.ts';
import { writeRecording } from '../support/write-recording.ts';

let folder: string;
let started: Started;
let browser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liq-heatmap-'));
  const recording = await writeRecording(folder);
  started = await runStart(['--replay', recording.file, '--state', folder]);
  browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_ARGUMENTS });
});

afterAll(async () => {
  await browser?.close();
  expect(await started?.stop()).toBe(0);
  await rm(folder, { recursive: true, force: true });
});

const ask = (path: string, init?: RequestInit) =>
  fetch(`${started.url}${path}`, { redirect: 'manual', ...init });

test.each([
  ['/', 'text/html; charset=utf-8'],
  ['/liq-heatmap.js', 'text/javascript; charset=utf-8'],
  ['/favicon.ico', 'image/vnd.microsoft.icon'],
  ['/robots.txt', 'text/plain; charset=utf-8'],
])('%s is %s for any page, and nobody guesses otherwise', async (path, type) => {
  const answer = await ask(path);
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': type,
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': expect.stringMatching(/^public, max-age=[1-9]/),
    etag: expect.any(String),
  });
  const again = await ask(path, { headers: { 'If-None-Match': answer.headers.get('etag') as string } });
  if (path !== '/') expect(again.status).toBe(304);
});

test('the files that the page names are there, and never change', async () => {
  const html = await (await ask('/')).text();
  const files = [...html.matchAll(/(?:src|href)="\.(\/site\/[^"]+)"/g)].map(match => match[1] as string);
  expect(files.length).toBeGreaterThanOrEqual(3);
  for (const file of files) {
    const answer = await ask(file);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  }
});

test('the icon holds pictures of three sizes', async () => {
  const icon = new DataView(await (await ask('/favicon.ico')).arrayBuffer());
  expect([icon.getUint16(0, true), icon.getUint16(2, true), icon.getUint16(4, true)]).toEqual([0, 1, 3]);
  const sizes = [0, 1, 2].map(i => {
    const at = 6 + 16 * i;
    const png = icon.getUint32(at + 12, true);
    expect(icon.getUint32(png)).toBe(0x89504e47);
    // The width and height that the picture says of itself.
    expect([icon.getUint32(png + 16), icon.getUint32(png + 20)]).toEqual([
      icon.getUint8(at),
      icon.getUint8(at + 1),
    ]);
    return icon.getUint8(at);
  });
  expect(sizes).toEqual([16, 32, 48]);
});

test('robots find pages and pictures, and leave data alone', async () => {
  const rules = await (await ask('/robots.txt')).text();
  expect(rules).toContain('User-agent: *\n');
  expect(rules).toContain('Allow: /v1/snapshot/\n');
  expect(rules).toContain('Disallow: /v1/\n');
  expect(rules).not.toMatch(/^Disallow: \/(embed|docs)?$/m);
});

test.each(['/nope', '/site/index-0.js', '/liq-heatmap/x.js', '/favicon.ico/', '/_headers', '/%', '/%00'])(
  '%s is no file: a problem that any page can read',
  async path => {
    const answer = await ask(path);
    expect(answer.status).toBe(404);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/problem+json',
      'access-control-allow-origin': '*',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(((await answer.json()) as Problem).detail).toContain(`no such path: ${path}`);
  },
);

/** Opens a page and gives what its console complains of, which is where a browser tells of what a policy forbade. */
async function open(path: string, width = 1000) {
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  const complaints: string[] = [];
  page.on('console', message => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', error => complaints.push(String(error)));
  await page.goto(started.url + path);
  return { page, complaints };
}

test('the page does all it does within its policy: it draws, changes and exports', async () => {
  const { page, complaints } = await open('/');
  const element = page.locator('liq-heatmap').first();
  await element.locator('.heat canvas').first().waitFor();
  await page.selectOption('[name="theme"]', 'dark');
  await page.selectOption('[name="palette"]', 'viridis');
  await element.locator('.bars canvas').first().waitFor();
  expect(await page.locator('[data-kind="tag"] code').textContent()).toContain('theme="dark"');
  expect(complaints).toEqual([]);
  await page.close();
});

test('the page and the reference are not shown inside of others, the map is', async () => {
  const page = await browser.newPage();
  const framing = `${started.url}/framing`;
  await page.route(framing, route =>
    route.fulfill({
      contentType: 'text/html',
      body: ['/', '/docs', '/embed/BTC'].map(path => `<iframe src="${path}"></iframe>`).join(''),
    }),
  );
  await page.goto(framing);
  const [home, docs, embed] = page.frames().slice(1);
  expect(await embed?.title()).toBe('BTC liquidation heatmap, 24h');
  // In their place the browser shows a page of its own.
  expect([home?.url(), docs?.url()]).toEqual([
    'chrome-error://chromewebdata/',
    'chrome-error://chromewebdata/',
  ]);
  await page.close();
});

test('the reference fits a narrow screen, its tables scroll by themselves, and it leads back', async () => {
  const { page, complaints } = await open('/docs', 320);
  const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  expect(await page.evaluate(overflow)).toBe(0);
  expect(complaints).toEqual([]);
  await page.getByRole('link', { name: 'liq-heatmap', exact: true }).click();
  await page.waitForURL(`${started.url}/`);
  await page.close();
});

test('a script in a picture that is opened by itself does not run', async () => {
  const { page } = await open('/v1/snapshot/BTC.svg');
  const added = `(() => {
    const script = document.createElementNS('http://www.w3.org/2000/svg', 'script');
    script.textContent = 'document.documentElement.setAttribute("ran", "")';
    document.documentElement.append(script);
    return document.documentElement.hasAttribute('ran');
  })()`;
  expect(await page.evaluate(added)).toBe(false);
  // Nor do its own looks suffer.
  expect(await page.evaluate('getComputedStyle(document.querySelector("image")).imageRendering')).toBe(
    'pixelated',
  );
  await page.close();
});
