import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { encodeCells } from '../../../schema/cells.ts';
import { CHROMIUM_ARGUMENTS, chromiumPath } from '../../support/chromium.ts';
import { buildProject, writeProject } from '../../support/framework-examples.ts';
import { serveElement } from '../../support/serve-element.ts';
import { sampleHeatmap } from '../../widget/sample.ts';

const TSC = resolve(import.meta.dirname, '../../../node_modules/.bin/tsc');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'liq-heatmap-frameworks-')));

/** The sample with its strongest level, 8 M USD, above the price for any range but 30 days: there, below it. */
function heatmapOf(range: string | null) {
  if (range !== '30d') return sampleHeatmap();
  const usd = new Float64Array(24 * 40);
  for (let x = 0; x < 24; x++) {
    usd[x * 40 + 12] = 8e6;
    usd[x * 40 + 25] = 5e6;
  }
  const { bytes, min, max } = encodeCells(usd);
  return sampleHeatmap({ range: '30d', bytes, cells: { encoding: 'u8-log', min, max } });
}

let served: Awaited<ReturnType<typeof serveElement>>;
let site: PreviewServer;
let browser: Browser;

beforeAll(async () => {
  // As it is published: a test's own environment would build the frameworks for development.
  vi.stubEnv('NODE_ENV', 'production');
  served = await serveElement({}, heatmapOf);
  writeProject(folder, served.elementUrl);
  await buildProject(folder);
  site = await preview({ root: folder, configFile: false, preview: { port: 0, host: '127.0.0.1' } });
  browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_ARGUMENTS });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await browser?.close();
  await site?.close();
  await served?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens an example; what it logs, as values, and what its console complains of are collected. */
async function open(name: string) {
  const opened = await browser.newPage({ viewport: { width: 1000, height: 800 } });
  const logged: unknown[] = [];
  const complaints: string[] = [];
  opened.on('console', async message => {
    if (message.type() !== 'log') return complaints.push(message.text());
    return logged.push(await message.args()[0]?.jsonValue());
  });
  opened.on('pageerror', error => complaints.push(String(error)));
  await opened.goto(`${site.resolvedUrls?.local[0]}${name}.html`);
  return { page: opened, logged, complaints };
}

/** Where in the heatmap the strongest colour of the default palette, #860f24, is: in which halves of its height. */
const strongestIn = (opened: Page): Promise<unknown> =>
  opened.evaluate(`(() => {
    const canvas = document.querySelector('liq-heatmap').shadowRoot?.querySelector('.heat canvas');
    if (!canvas?.width) return [];
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const halves = new Set();
    for (let i = 0; i < data.length; i += 4) {
      if (data[i] !== 134 || data[i + 1] !== 15 || data[i + 2] !== 36) continue;
      halves.add(i / 4 / canvas.width < canvas.height / 2 ? 'upper' : 'lower');
    }
    return [...halves];
  })()`);

const drawsStrongest = (opened: Page, half: 'upper' | 'lower') =>
  expect.poll(() => strongestIn(opened), { timeout: 15_000 }).toEqual([half]);

async function middleOfHeatmap(opened: Page) {
  const box = await opened.locator('.heat canvas').boundingBox();
  if (!box) throw new Error('expected a heatmap on the page, got none');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

test('the README’s tag draws on a page that takes the script from the host', async () => {
  const { page, complaints } = await open('host');
  await drawsStrongest(page, 'lower');
  expect(complaints).toEqual([]);
  await page.close();
});

test.each([
  ['plain HTML', 'html'],
  ['React 19', 'react'],
  ['Vue 3', 'vue'],
  ['Svelte 5', 'svelte'],
] as const)(
  'the README’s example for %s draws, follows a changed range, and hears what the reader selects',
  async (_, name) => {
    served.asked.length = 0;
    const { page, logged, complaints } = await open(name);
    await drawsStrongest(page, 'upper');
    expect(served.asked).toContain('/v1/heatmap?symbol=BTC&range=7d&format=bin');

    await page.getByRole('button', { name: '30 days' }).click();
    await drawsStrongest(page, 'lower');
    expect(served.asked).toContain('/v1/heatmap?symbol=BTC&range=30d&format=bin');

    expect(logged).toEqual([]);
    const { x, y } = await middleOfHeatmap(page);
    // What answers to a click is loaded when the cursor first comes.
    await expect
      .poll(
        async () => {
          await page.mouse.click(x, y);
          return logged[0];
        },
        { timeout: 15_000 },
      )
      .toMatchObject({ time: expect.any(Number), price: expect.any(Number) });
    expect(complaints).toEqual([]);
    await page.close();
  },
);

test('the README’s JSX for React 19 passes a strict compiler, and a wrong attribute does not', () => {
  const said = () => execFileSync(TSC, ['-p', 'types.json'], { cwd: folder, encoding: 'utf8' });
  writeFileSync(
    join(folder, 'wrong.tsx'),
    `import type {} from 'liq-heatmap/react';
// @ts-expect-error there is no such theme
export const wrong = <liq-heatmap theme="sepia" />;
// @ts-expect-error a handler is a function
export const deaf = <liq-heatmap onliq-data="yes" />;
`,
  );
  writeFileSync(
    join(folder, 'types.json'),
    JSON.stringify({ extends: './tsconfig.json', files: ['Chart.tsx', 'wrong.tsx'] }),
  );
  expect(said()).toBe('');
});
