import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR } from '../../../schema/range.ts';
import { CHROMIUM_ARGUMENTS, chromiumPath } from '../../support/chromium.ts';
import { serveElement } from '../../support/serve-element.ts';
import { START, sampleHeatmap } from '../../widget/sample.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const SCRIPT = '<script type="module" src="{element}/liq-heatmap.js" crossorigin></script>';
const page = (body: string, head = '') =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>${head}</head><body>${body}</body></html>`;

const STRICT = [
  "default-src 'none'",
  'script-src {element}',
  'connect-src {element}',
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ');

const PAGES = {
  '/plain': {
    html: page(
      `<main><h1>A page</h1><liq-heatmap range="24h" controls="always"></liq-heatmap></main>${SCRIPT}`,
    ),
  },
  '/strict': {
    html: page(`<liq-heatmap controls="always"></liq-heatmap>${SCRIPT}`),
    headers: { 'content-security-policy': STRICT },
  },
  '/sandbox': {
    html: page(
      `<iframe sandbox="allow-scripts" width="800" height="600" srcdoc='<!doctype html><meta charset="utf-8"><liq-heatmap controls="always"></liq-heatmap>${SCRIPT}'></iframe>`,
    ),
  },
  '/twenty': { html: page(`${'<liq-heatmap range="24h"></liq-heatmap>'.repeat(20)}${SCRIPT}`) },
  '/before': {
    html: page('<liq-heatmap></liq-heatmap>', SCRIPT.replace('type="module"', 'type="module" async')),
  },
  '/twice': { html: page(`<liq-heatmap></liq-heatmap>${SCRIPT}${SCRIPT.replace('.js', '.js?other')}`) },
  '/shadow': {
    html: page(
      `<div id="host"></div>${SCRIPT}<script>document.querySelector('#host').attachShadow({mode:'open'}).innerHTML='<liq-heatmap></liq-heatmap>'</script>`,
    ),
  },
  '/hostile': {
    html: page(
      `<liq-heatmap></liq-heatmap><button id="own">Mine</button>${SCRIPT}`,
      '<style>* { box-sizing: content-box !important; } div, span, figure, header, footer, canvas { margin: 40px; padding: 40px; color: lime; position: static; }</style>',
    ),
  },
};

let served: Awaited<ReturnType<typeof serveElement>>;
let browser: Browser;

beforeAll(async () => {
  const coverage = [
    { exchange: 'okx', share: 0.5, gaps: [[START, START + 12 * HOUR]] as [number, number][] },
  ];
  served = await serveElement(PAGES, () => sampleHeatmap({ coverage }));
  browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_ARGUMENTS });
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
});

/** Opens a page; what its console complains of is collected. */
async function open(path: keyof typeof PAGES, options: Parameters<Browser['newPage']>[0] = {}) {
  const opened = await browser.newPage({ viewport: { width: 1000, height: 800 }, ...options });
  const complaints: string[] = [];
  opened.on('console', message => message.type() === 'error' && complaints.push(message.text()));
  opened.on('pageerror', error => complaints.push(String(error)));
  await opened.goto(served.siteUrl + path);
  return { page: opened, complaints };
}

// What runs in the page is text: this file's types are Node's, not a document's.
const ELEMENT =
  "(document.querySelector('liq-heatmap') ?? document.querySelector('#host').shadowRoot.querySelector('liq-heatmap'))";
const CANVAS = `${ELEMENT}.shadowRoot?.querySelector('.heat canvas')`;

/** Waits until an expression is true in a page. Polled from here: waiting in the page would evaluate text there, which strict policies forbid. */
const holds = (opened: Page, expression: string) =>
  expect.poll(() => opened.evaluate(expression), { timeout: 15_000 }).toBe(true);

/** Waits until the strongest colour of the default palette, #860f24, is among an element's pixels. */
const paints = (opened: Page) =>
  holds(
    opened,
    `(() => {
    const canvas = ${CANVAS};
    const data = canvas?.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    for (let i = 0; i < data?.length; i += 4) if (data[i] === 134 && data[i + 1] === 15 && data[i + 2] === 36) return true;
    return false;
  })()`,
  );

test('draws on a page of another origin, and asks only the origin it came from', async () => {
  const { page: opened, complaints } = await open('/plain');
  const hosts = new Set<string>();
  opened.on('request', request => hosts.add(new URL(request.url()).host));
  await paints(opened);
  expect(complaints).toEqual([]);
  expect([...hosts].every(host => host === new URL(served.elementUrl).host)).toBe(true);
  await opened.close();
});

test('axe finds nothing, plain, with options, coverage or the table open', async () => {
  const { page: opened } = await open('/plain');
  await paints(opened);
  await opened.evaluate(axeSource);
  const violations = () =>
    opened.evaluate(async () => {
      const axe = (
        globalThis as unknown as {
          axe: {
            run: (tags: unknown) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
          };
        }
      ).axe;
      const { violations } = await axe.run({
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`);
    });
  await opened.locator('#controls button').waitFor();
  expect(await violations()).toEqual([]);
  await opened.locator('#controls button').click();
  await opened.locator('[role=dialog]').waitFor();
  expect(await violations()).toEqual([]);
  await opened.keyboard.press('Escape');
  await opened.locator('#coverage').click();
  await opened.locator('#coverages').waitFor();
  expect(await violations()).toEqual([]);
  await opened.keyboard.press('Escape');
  await opened.locator('.plots').focus();
  await opened.keyboard.press('t');
  await opened.locator('table').waitFor();
  expect(await violations()).toEqual([]);
  await opened.close();
});

test('is a labelled figure with a summary for screen readers', async () => {
  const { page: opened } = await open('/plain');
  await paints(opened);
  const tree = await opened.locator('liq-heatmap').ariaSnapshot();
  expect(tree).toContain('figure "BTC liquidation heatmap"');
  expect(tree).toContain('BTC at 100.00 on');
  expect(tree).toContain('The nearest large cluster above: $8M of shorts around 105.68');
  expect(tree).toContain('application "BTC liquidation heatmap. Arrow keys');
  await opened.close();
});

test('works under a strict content security policy with trusted types', async () => {
  const { page: opened, complaints } = await open('/strict');
  await paints(opened);
  await opened.locator('#controls button').click();
  await opened.locator('[role=dialog]').waitFor();
  await opened.mouse.move(400, 200);
  expect(complaints).toEqual([]);
  await opened.close();
});

test('works in a sandboxed frame without origin or storage', async () => {
  const { page: opened, complaints } = await open('/sandbox');
  const frame = opened.frameLocator('iframe');
  await frame.locator('.heat canvas').waitFor();
  await frame.locator('#controls button').click();
  await frame.locator('[role=dialog]').waitFor();
  expect(complaints).toEqual([]);
  await opened.close();
});

test('twenty elements on a page share their requests', async () => {
  served.asked.length = 0;
  const { page: opened, complaints } = await open('/twenty');
  await paints(opened);
  for (const element of await opened.locator('liq-heatmap').all()) await element.scrollIntoViewIfNeeded();
  await holds(
    opened,
    "[...document.querySelectorAll('liq-heatmap')].every(element => element.shadowRoot?.querySelector('.heat canvas'))",
  );
  expect(served.asked.filter(url => /heatmap|history/.test(url)).sort()).toEqual([
    '/v1/heatmap?symbol=BTC&range=24h&format=bin',
    '/v1/history?symbol=BTC&range=24h',
  ]);
  expect(complaints).toEqual([]);
  await opened.close();
});

test.each(['/before', '/twice', '/shadow'] as const)(
  'draws when the script is loaded as on %s',
  async path => {
    const { page: opened, complaints } = await open(path);
    await paints(opened);
    expect(complaints).toEqual([]);
    await opened.close();
  },
);

test('a page’s styles do not reach in, and ours do not leak out', async () => {
  const { page: opened } = await open('/hostile');
  await paints(opened);
  const measured = (await opened.evaluate(`(() => {
    const figure = ${ELEMENT}.shadowRoot.querySelector('figure');
    return {
      boxSizing: getComputedStyle(figure).boxSizing,
      margin: getComputedStyle(figure).margin,
      overflow: figure.scrollWidth - ${ELEMENT}.clientWidth,
      radius: getComputedStyle(document.querySelector('#own')).borderRadius,
    };
  })()`)) as { radius: string };
  expect(measured).toMatchObject({ boxSizing: 'border-box', margin: '0px', overflow: 0 });
  expect(measured.radius).not.toBe('4px');
  await opened.close();
});

test.each([320, 390, 768, 1440, 3840])('fits %d pixels without overflowing', async width => {
  const { page: opened } = await open('/plain', { viewport: { width, height: 900 } });
  await paints(opened);
  expect(await opened.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  await opened.close();
});

test.each([1, 2, 3])('is sharp at %d device pixels per pixel', async deviceScaleFactor => {
  const { page: opened } = await open('/plain', { deviceScaleFactor });
  await paints(opened);
  const ratio = await opened.evaluate(`${CANVAS}.width / ${CANVAS}.getBoundingClientRect().width`);
  expect(ratio).toBeCloseTo(deviceScaleFactor, 1);
  await opened.close();
});

test('prints, and keeps its words in forced colours', async () => {
  const { page: opened } = await open('/plain', { forcedColors: 'active' });
  await paints(opened);
  await opened.emulateMedia({ media: 'print' });
  expect(await opened.locator('#controls').isVisible()).toBe(false);
  expect(await opened.locator('.heat canvas').isVisible()).toBe(true);
  await opened.close();
});
