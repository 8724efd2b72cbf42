/** WordPress's own code embeds a page: found by its link, fetched, sanitised, and drawn in the frame that comes of it. */
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { CHROMIUM_ARGUMENTS, chromiumPath } from '../support/chromium.ts';
import { freePort } from '../support/run-start.ts';
import { type Check, fillWithRecording, inFolder, type Judge, withWorker } from './harness.ts';
import { installWordpress } from './wordpress/install-wordpress.ts';

const SCRIPT = join(import.meta.dirname, 'wordpress/embed.php');
/** As somebody pastes them. */
const PAGES = [
  '/embed/BTC',
  '/embed/BTC?range=7d&theme=dark',
  '/embed/btcusdt',
  '/embed/BTC?utm_source=a&fbclid=b',
];

/** What `embed.php` prints. */
type Embedded = {
  version: string;
  provider: string | false;
  data: { type?: string } | false;
  html: string | false;
  xml: unknown;
  asked: { url: string; status: number | string }[];
};

export const judge: Judge = async () => {
  const wordpress = await installWordpress();
  return inFolder(async state => {
    await fillWithRecording(state);
    const port = await freePort();
    const variables = { PUBLIC_ORIGIN: `http://localhost:${port}` };
    return withWorker({ state, mode: 'replay', variables, port }, async ({ url }) => {
      const checks: Check[] = [];
      for (const page of PAGES) checks.push(await judgePage(wordpress, url + page));
      return checks;
    });
  });
};

async function judgePage(wordpress: string, page: string): Promise<Check> {
  const { stdout } = await promisify(execFile)('php', [SCRIPT, wordpress, page]);
  const { version, provider, data, html, xml, asked } = JSON.parse(stdout) as Embedded;
  console.log(`WordPress ${version} makes of ${page}\n  ${html}`);
  const frame = html === false ? undefined : /<iframe[^>]* src="([^"]*)"/.exec(html)?.[1];
  const undrawn = html === false ? 'nothing to draw' : await draw(html);
  const wrong = [
    provider === false && 'discover() found no link',
    (data === false || data.type !== 'rich') && `fetch() with dnt=1 gave ${JSON.stringify(data)}`,
    !frame?.startsWith(`${new URL(page).origin}/embed/BTC`) && `get_html() gave ${html}`,
    xml !== 'not-implemented' && `format=xml: expected the error of a 501, got ${JSON.stringify(xml)}`,
    undrawn !== undefined && `the frame on a page of another origin: ${undrawn}`,
  ];
  const reproduce = [...new Set(asked.map(({ url, status }) => `curl -i '${url}'   # ${status}`))].join('\n');
  return {
    what: page.replace(new URL(page).origin, ''),
    tried: wrong.length,
    failures: wrong.flatMap(told => (told === false ? [] : [{ told, reproduce }])),
  };
}

/** Shows the HTML on a page of another origin; says what is wrong where no heatmap is drawn. */
async function draw(html: string): Promise<string | undefined> {
  const blog = createServer((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>blog</title>${html}`),
  );
  await new Promise<void>(listening => blog.listen(0, '127.0.0.1', listening));
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_ARGUMENTS });
  try {
    const page = await browser.newPage();
    const said: string[] = [];
    page.on('console', message => said.push(message.text()));
    await page.goto(`http://127.0.0.1:${(blog.address() as AddressInfo).port}/`);
    const canvas = page.frameLocator('iframe').locator('liq-heatmap .heat canvas').first();
    return await canvas.waitFor({ timeout: 20_000 }).then(
      () => undefined,
      () => `no canvas within 20 s; the browser said: ${said.join(' | ').slice(0, 500)}`,
    );
  } finally {
    await browser.close();
    blog.closeAllConnections();
    blog.close();
  }
}
