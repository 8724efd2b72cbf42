import { execFileSync } from 'node:child_process';
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { chromium, type Page } from 'playwright-core';
import { CHROMIUM_ARGUMENTS, chromiumPath } from '../support/chromium.ts';
import type { WidgetFigures } from '../widget/bench/figures.ts';
import type { BenchRow } from './row.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = join(ROOT, 'test/widget/bench');
const DIST = join(ROOT, 'widget/dist');

/** Others that draw heatmaps; fetched for the bench alone, so that nobody installs them with the product. */
const OTHERS = { 'plotly.js-dist-min': '3.1.0', echarts: '6.1.0' };

/**
 * The element in a real browser beside a raw canvas (the floor), Plotly and ECharts in the same run:
 * first paint of 1000 × 400 from floats to pixels, zoom, append, cursor, growth over 10,000 appended columns, size.
 */
export async function bench(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'liq-heatmap-bench-'));
  const others = installOthers(folder);
  const { url, stop } = await serve({
    '/dist/': `${DIST}/`,
    '/others/': `${folder}/node_modules/`,
    '/': `${await bundlePage(folder)}/`,
  });
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: [...CHROMIUM_ARGUMENTS, '--js-flags=--expose-gc', '--enable-precise-memory-info'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(`${url}/page.html`);
    if (others)
      for (const file of ['plotly.js-dist-min/plotly.min.js', 'echarts/dist/echarts.min.js'])
        await page.addScriptTag({ url: `${url}/others/${file}` });
    return rows(await figures(page), await heapGrowth(page), others);
  } finally {
    await browser.close();
    await stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const figures = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { measure: () => Promise<WidgetFigures> }).measure());

/** Bytes of heap that 10,000 columns appended live leave behind, after a collection. */
async function heapGrowth(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const used = async () => {
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  };
  const live = (columns: number) =>
    page.evaluate(
      count => (globalThis as unknown as { live: (count: number) => Promise<void> }).live(count),
      columns,
    );
  await live(500);
  const before = await used();
  await live(10_000);
  return (await used()) - before;
}

function rows(measured: WidgetFigures, growth: number, others: boolean): BenchRow[] {
  const { floor, element, plotly, echarts } = measured;
  const row = (what: string, value: number, against: number, target: string): BenchRow => ({
    what: `element: ${what}`,
    value,
    unit: 'ms',
    ratio: value / against,
    against: 'a raw canvas',
    target,
  });
  const peer = (name: string, value: number | undefined): BenchRow[] =>
    value === undefined
      ? []
      : [
          {
            what: `${name}: first paint of 1000 × 400`,
            value,
            unit: 'ms',
            ratio: element.first / value,
            against: 'the element takes of it',
            target: name === 'Plotly' ? '≤ 0.25' : '',
          },
        ];
  const bundle = readFileSync(join(DIST, 'liq-heatmap.js'));
  const lazy = readdirSync(join(DIST, 'liq-heatmap'))
    .map(file => brotliCompressSync(readFileSync(join(DIST, 'liq-heatmap', file))).length)
    .reduce((sum, size) => sum + size, 0);
  return [
    { what: 'raw canvas: first paint of 1000 × 400', value: floor.first, unit: 'ms' },
    row('first paint of 1000 × 400', element.first, floor.first, '≤ 1.5'),
    ...(others ? [...peer('Plotly', plotly), ...peer('ECharts', echarts)] : []),
    row('zoom and pan', element.zoom, floor.zoom, '≤ 3'),
    row('append a column', element.append, floor.append, '≤ 3'),
    { what: 'element: longest task of a live update', value: element.longest, unit: 'ms', target: '≤ 16' },
    { what: 'element: cursor', value: element.cursor, unit: 'ms', target: '≤ 0.5' },
    { what: 'element: heap left by 10,000 appended columns', value: growth / 1024, unit: 'KiB' },
    {
      what: 'element: first view, brotli',
      value: brotliCompressSync(bundle).length / 1024,
      unit: 'KiB',
      target: '≤ 38',
    },
    { what: 'element: all that loads when used, brotli', value: lazy / 1024, unit: 'KiB' },
  ];
}

/** The page's script, bundled: it makes the grid with the project's own encoder. */
async function bundlePage(folder: string): Promise<string> {
  const { build } = await import('vite');
  const outDir = join(folder, 'page');
  await build({
    configFile: false,
    root: PAGE,
    base: '/',
    logLevel: 'error',
    build: {
      outDir,
      target: 'es2024',
      rollupOptions: { input: join(PAGE, 'page.html'), external: [/^\/dist\//] },
    },
  });
  return outDir;
}

function installOthers(folder: string): boolean {
  const wanted = Object.entries(OTHERS).map(([name, version]) => `${name}@${version}`);
  try {
    execFileSync(
      'npm',
      ['install', '--silent', '--no-save', '--ignore-scripts', '--prefix', folder, ...wanted],
      { stdio: 'ignore' },
    );
    return true;
  } catch {
    console.error(`bench: ${wanted.join(' and ')} could not be fetched; their rows are left out`);
    return false;
  }
}

const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** Serves folders under prefixes, the longest first, on a free port. */
async function serve(folders: Record<string, string>): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const prefix = Object.keys(folders).find(prefix => path.startsWith(prefix)) ?? '/';
    const file = join(folders[prefix] as string, path.slice(prefix.length));
    if (!existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => new Promise(done => void server.close(() => done())),
  };
}
