import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Which rooms a room may import from, beside itself. Data flows one way; what is pure knows only what things are. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  schema: [],
  'workers/exchange': ['schema'],
  'workers/model': ['schema'],
  'workers/store': ['schema', 'workers/model'],
  'workers/ingest': ['schema', 'workers/exchange', 'workers/store', 'workers/env'],
  'workers/symbol': ['schema', 'workers/exchange', 'workers/model', 'workers/store', 'workers/ingest'],
  'workers/cron': [
    'schema',
    'workers/exchange',
    'workers/model',
    'workers/store',
    'workers/ingest',
    'workers/symbol',
    'workers/api',
    'workers/env',
  ],
  'workers/api': [
    'schema',
    'workers/model',
    'workers/store',
    'workers/symbol',
    'workers/env',
    'widget/plot',
    'widget/surface',
    'widget/text',
  ],
  'workers/env': ['schema'],
  'workers/index': ['schema', 'workers/api', 'workers/cron', 'workers/ingest', 'workers/env'],
  'workers/relay': ['schema', 'workers/exchange', 'workers/ingest'],
  'workers/local': [
    'schema',
    'workers/exchange',
    'workers/ingest',
    'workers/store',
    'workers/model',
    'workers/symbol',
    'workers/cron',
    'workers/relay',
  ],
  'widget/plot': ['schema'],
  'widget/surface': ['schema', 'widget/plot'],
  'widget/text': ['schema', 'widget/plot'],
  widget: ['schema', 'widget/plot', 'widget/surface', 'widget/text'],
};

/** The longest room name a file lies in: `workers/store/prune.ts` is in `workers/store`. */
function roomOf(file: string): string | undefined {
  return Object.keys(MAY_IMPORT)
    .filter(room => file === `${room}.ts` || file.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.(ts|tsx|js|mjs)$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map(entry => relative(root, join(entry.parentPath, entry.name)))
    .filter(file => !/(^|\/)(dist|node_modules)\//.test(file) && file !== 'widget/vite.config.ts');
}

/** Relative imports of a file, as paths from the root. */
function importsOf(file: string, text: string): string[] {
  const specifiers = [...text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)['"](\.{1,2}\/[^'"]+)['"]/g)].map(
    match => match[1] ?? '',
  );
  return specifiers.map(specifier => relative(root, resolve(root, dirname(file), specifier)));
}

const forbidden = (file: string, text: string): string[] => {
  const room = roomOf(file);
  if (!room) return [`${file} lies in no room`];
  return importsOf(file, text)
    .filter(target => {
      const targetRoom = roomOf(target.replace(/\?.*$/, ''));
      return targetRoom !== room && !MAY_IMPORT[room]?.includes(targetRoom ?? '');
    })
    .map(target => `${file} imports ${target}`);
};

describe('rooms', () => {
  test('every import goes along the flow of data', () => {
    const files = ['schema', 'workers', 'widget'].flatMap(sources);
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap(file => forbidden(file, readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });

  test('a forbidden arrow is found, however it is written', () => {
    expect(forbidden('workers/model/x.ts', "import { a } from '../store/a.ts';")).toEqual([
      'workers/model/x.ts imports workers/store/a.ts',
    ]);
    expect(forbidden('workers/api/x.ts', "const a = await import('../ingest/a.ts');")).toHaveLength(1);
    expect(forbidden('widget/x.ts', "export * from '../test/a.ts';")).toHaveLength(1);
    expect(forbidden('workers/exchange/x.ts', "import type { A } from '../env.ts';")).toHaveLength(1);
    expect(forbidden('workers/ingest/x.ts', "import type { A } from '../../schema/market.ts';")).toEqual([]);
  });

  test('the pure rooms use no clock, no randomness and no network', () => {
    const impure = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bfetch\(|\bperformance\.now\(/;
    const files = ['workers/model', 'workers/exchange', 'schema'].flatMap(sources);
    expect(files.filter(file => impure.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });
});
