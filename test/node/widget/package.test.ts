import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { afterAll, expect, test } from 'vitest';
import { completePackage } from '../../../widget/build/complete-package.ts';
import { type ElementDeclaration, manifest, readElement } from '../../../widget/build/manifest.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const DIST = join(ROOT, 'widget/dist');
const folder = mkdtempSync(join(tmpdir(), 'liq-heatmap-package-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('all that a first view needs is one file of at most 38 KiB in brotli', () => {
  const code = readFileSync(join(DIST, 'liq-heatmap.js'));
  expect(code.toString()).not.toMatch(/^import\s*[{"']|[;}]import\s*[{"']/);
  expect(brotliCompressSync(code).length).toBeLessThanOrEqual(38 * 1024);
});

test('the hashed twin is what its integrity says, and loads only its own parts', () => {
  const release = JSON.parse(readFileSync(join(DIST, 'liq-heatmap.json'), 'utf8'));
  const twin = readFileSync(join(DIST, release.file));
  expect(release.integrity).toBe(`sha384-${createHash('sha384').update(twin).digest('base64')}`);
  const name = release.file.replace(/^\/|\.js$/g, '');
  const parts = readdirSync(join(DIST, name));
  expect(parts).toEqual(readdirSync(join(DIST, 'liq-heatmap')));
  for (const part of parts) {
    expect(readFileSync(join(DIST, name, part), 'utf8')).not.toContain('../liq-heatmap.js');
  }
  expect(twin.toString()).not.toContain('./liq-heatmap/');
});

test('the manifest names every attribute, method, event, part and custom property', () => {
  const [module] = manifest(readElement()).modules;
  const element = module?.declarations[0] as ElementDeclaration;
  expect(element).toMatchObject({
    tagName: 'liq-heatmap',
    customElement: true,
    superclass: { name: 'LitElement', package: 'lit' },
  });
  const names = (key: 'attributes' | 'members' | 'events' | 'cssParts' | 'cssProperties') =>
    element[key].map(({ name }) => name);
  expect(names('attributes')).toEqual(
    expect.arrayContaining(['min-intensity', 'max-intensity', 'bands', 'compact', 'readonly', 'src']),
  );
  expect(names('attributes')).not.toContain('data');
  // Nothing of what only the element itself or Lit calls.
  expect(names('members').filter(name => /^#|update$|^render$|^properties$|^heatmap$/i.test(name))).toEqual(
    [],
  );
  expect(names('members')).toEqual(
    expect.arrayContaining(['data', 'minIntensity', 'toBlob', 'toCSV', 'replay', 'summary', 'reload']),
  );
  expect(names('events')).toEqual(
    expect.arrayContaining([
      'liq-ready',
      'liq-data',
      'liq-hover',
      'liq-select',
      'liq-range-change',
      'liq-alert',
      'liq-stale',
      'liq-error',
    ]),
  );
  expect(names('cssParts')).toContain('tooltip');
  expect(names('cssProperties')).toEqual(
    expect.arrayContaining(['--liq-long', '--liq-ramp-0', '--liq-ramp-8']),
  );
});

test('the types serve a strict page', async () => {
  mkdirSync(join(folder, 'dist'));
  await completePackage(folder);
  writeFileSync(
    join(folder, 'dist/page.ts'),
    `import type { Heatmap, LiqHeatmapAttributes } from './liq-heatmap.js';
const element = document.createElement('liq-heatmap');
element.symbol = 'ETH';
element.minIntensity = 1e6;
element.readonly = true;
element.addEventListener('liq-hover', event => console.log(event.detail));
const blob: Promise<Blob> = element.toBlob();
export const attributes: LiqHeatmapAttributes = { symbol: 'BTC', theme: 'dark' };
export const first = (heatmap: Heatmap): number => heatmap.price.first;
// @ts-expect-error there is no such theme
element.theme = 'sepia';
export { blob };
`,
  );
  const options = ['--noEmit', '--strict', '--lib', 'es2024,dom', '--module', 'nodenext', '--types', ''];
  const said = () =>
    execFileSync(join(ROOT, 'node_modules/.bin/tsc'), [...options, join(folder, 'dist/page.ts')], {
      cwd: folder,
      encoding: 'utf8',
    });
  expect(said()).toBe('');
});

test('what npm would publish is whole, and its types resolve as its code does', async () => {
  const unpacked = join(folder, 'package');
  for (const name of ['package.json', 'README.md', 'dist'])
    cpSync(join(ROOT, 'widget', name), join(unpacked, name), { recursive: true });
  const node = (...parameters: string[]) =>
    execFileSync(process.execPath, parameters, { cwd: unpacked, encoding: 'utf8' });
  node(join(ROOT, 'widget/build/package.ts'), unpacked);
  const packing = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const [packed] = JSON.parse(
    execFileSync('npm', packing, { cwd: unpacked, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  ) as { filename: string; files: { path: string }[] }[];
  const names = packed?.files.map(({ path }) => path);
  expect(names).toEqual(
    expect.arrayContaining(['LICENSE', 'README.md', 'dist/liq-heatmap.js', 'dist/liq-heatmap.d.ts']),
  );
  // The site and the hashed twins are for servers, not for bundlers.
  expect(names?.filter(name => /dist\/(site|index|_headers|liq-heatmap-)/.test(name))).toEqual([]);

  const tarball = readFileSync(join(folder, packed?.filename ?? ''));
  const { messages } = await publint({ pack: { tarball: new Uint8Array(tarball).buffer }, strict: true });
  expect(messages).toEqual([]);

  const types = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
  if (types.types === false) throw new Error('the package holds no types');
  // A module that a page imports: CommonJS, and resolution that knows no `exports`, are not served.
  const served = types.problems.filter(
    problem => !('resolutionKind' in problem) || !['node10', 'node16-cjs'].includes(problem.resolutionKind),
  );
  expect(served).toEqual([]);
});
