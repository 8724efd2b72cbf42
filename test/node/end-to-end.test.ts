import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HeatmapJson } from '../../schema/answer/heatmap.ts';
import type { History } from '../../schema/answer/history.ts';
import type { Problem } from '../../schema/answer/problem.ts';
import { CHROMIUM_ARGUMENTS, chromiumPath } from '../support/chromium.ts';
import { runStart, type Started } from '../support/run-start.ts';
import { CRASH, writeRecording } from '../support/write-recording.ts';

let folder: string;
let started: Started;
let crashTime: number;
let browser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liq-heatmap-'));
  const recording = await writeRecording(folder);
  crashTime = recording.crashTime;
  started = await runStart(['--replay', recording.file, '--state', folder]);
  browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_ARGUMENTS });
});

afterAll(async () => {
  await browser?.close();
  expect(await started?.stop()).toBe(0);
  await rm(folder, { recursive: true, force: true });
});

const ask = (path: string) => fetch(`${started.url}${path}`);

test('the recording comes out of the API with its crash', async () => {
  const heatmap = (await (await ask('/v1/heatmap?symbol=BTC&range=30d')).json()) as HeatmapJson;
  expect(heatmap).toMatchObject({ mode: 'replay', resolution: '2h', stale: false, time: { count: 360 } });
  const at = heatmap.candles.time.findIndex(time => time <= crashTime && crashTime < time + 2 * 3_600_000);
  expect(heatmap.candles.low[at]).toBe(CRASH.low);
  expect(heatmap.cells.max).toBeGreaterThan(1_000);

  const history = (await (await ask('/v1/history?symbol=BTC&range=30d&interval=1d')).json()) as History;
  const day = history.bars.find(bar => bar.time <= crashTime && crashTime < bar.time + 86_400_000);
  expect(day?.longUsd).toBeGreaterThan(CRASH.longUsd);
  expect(day?.longUsd).toBeLessThan(CRASH.longUsd * 1.1);
});

test('what cannot be answered is answered with what was expected', async () => {
  for (const [path, status, parameter] of [
    ['/v1/heatmap?symbol=NOPE&range=30d', 404, 'symbol'],
    ['/v1/heatmap?symbol=BTC&range=31d', 400, 'range'],
    ['/v1/heatmap?symbol=BTC&range=30d&colour=red', 400, 'colour'],
  ] as const) {
    const answer = await ask(path);
    expect(answer.status, path).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(((await answer.json()) as Problem).parameter).toBe(parameter);
  }
});

test.each(['light', 'dark'] as const)(
  'the home page draws the heatmap and the bars (%s)',
  async colorScheme => {
    const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 900 } });
    const errors: string[] = [];
    page.on('pageerror', error => errors.push(error.message));
    await page.goto(started.url);
    const heat = page.locator('liq-heatmap .heat canvas').first();
    await heat.waitFor();
    await expect.poll(() => heat.evaluate(warmShare), { timeout: 20_000 }).toBeGreaterThan(0.05);
    const bars = page.locator('liq-heatmap .bars canvas').first();
    expect(await bars.evaluate(warmShare)).toBeGreaterThan(0.001);
    await page
      .locator('liq-heatmap')
      .first()
      .getByText(/^replay/i)
      .waitFor();
    expect(errors).toEqual([]);
    await page.close();
  },
);

/** What is used of the browser's own type, which Node does not know. */
type Canvas = {
  width: number;
  height: number;
  getContext: (kind: '2d') => { getImageData: (...area: number[]) => { data: Uint8ClampedArray } };
};

/** The share of a canvas that is painted yellow, orange or red. */
function warmShare(element: unknown): number {
  const canvas = element as Canvas;
  if (canvas.width === 0) return 0;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let warm = 0;
  for (let i = 0; i < data.length; i += 4) {
    const [red, blue, alpha] = [data[i] ?? 0, data[i + 2] ?? 0, data[i + 3] ?? 0];
    if (alpha > 40 && red > blue + 60) warm++;
  }
  return warm / (data.length / 4);
}

test.each(['', 'sandbox="allow-scripts"'])(
  'another site’s iframe (%s) draws the page of a symbol, and nothing is shut out of it',
  async sandbox => {
    const page = await browser.newPage({ viewport: { width: 900, height: 700 } });
    const errors: string[] = [];
    page.on('console', message => message.type() === 'error' && errors.push(message.text()));
    const site = createServer((request, response) =>
      response
        .writeHead(request.url === '/' ? 200 : 204, { 'content-type': 'text/html' })
        .end(
          `<!doctype html><iframe ${sandbox} width="800" height="560" src="${started.url}/embed/btc?range=30d&utm_source=x"></iframe>`,
        ),
    );
    await new Promise<void>(listening => site.listen(0, '127.0.0.1', listening));
    await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
    const frame = page.frameLocator('iframe');
    const heat = frame.locator('.heat canvas');
    await expect.poll(() => heat.evaluate(warmShare), { timeout: 20_000 }).toBeGreaterThan(0.05);
    await frame.locator('.plots').hover();
    await frame.locator('#controls button').waitFor();
    expect(errors).toEqual([]);
    await page.close();
    site.close();
  },
);

test('a page whose endpoint is down says so and keeps its place', async () => {
  const page = await browser.newPage();
  await page.route('**/v1/**', route => route.abort());
  await page.goto(started.url);
  const element = page.locator('liq-heatmap').first();
  await element.getByRole('button', { name: /again|retry/i }).waitFor({ timeout: 20_000 });
  expect((await element.boundingBox())?.height).toBeGreaterThan(200);
  await page.close();
});
