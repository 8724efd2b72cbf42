import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { completePackage } from '../../../widget/build/complete-package.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'liq-heatmap-types-'));
const dist = join(folder, 'dist');
beforeAll(() => {
  mkdirSync(dist);
  return completePackage(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a strict compiler says of a page beside the package. */
function said(page: string): string {
  writeFileSync(join(dist, 'page.ts'), page);
  const options = [
    ...['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--allowImportingTsExtensions'],
    ...['--lib', 'es2024,dom', '--module', 'nodenext', '--types', ''],
  ];
  try {
    return execFileSync(join(ROOT, 'node_modules/.bin/tsc'), [...options, join(dist, 'page.ts')], {
      cwd: folder,
      encoding: 'utf8',
    });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

test('the published types import nothing from outside of the package', () => {
  const names = readdirSync(dist).filter(name => name.endsWith('.d.ts'));
  expect(names).toEqual(['data.d.ts', 'liq-heatmap.d.ts', 'react.d.ts']);
  const imported = names.flatMap(name => {
    const code = readFileSync(join(dist, name), 'utf8').replaceAll(/\/\*\*.*?\*\//gs, '');
    return [...code.matchAll(/(?:from|import|require)\s*\(?\s*['"](.+?)['"]/g)].map(([, from]) => from);
  });
  expect(imported).toEqual(['./data.js', './data.js', './liq-heatmap.js']);
});

test('a page that reads answers by the published types passes a strict compiler, a wrong one does not', () => {
  expect(
    said(`import type { Heatmap, HistoryBar, Mode } from './liq-heatmap.js';
const bar: HistoryBar = { time: 0, covered: 1, longUsd: 5 };
const longUsd: number | undefined = bar.longUsd;
export const isReal = (mode: Mode): boolean => mode === 'live' || mode === 'replay';
export const cellAt = (bytes: Heatmap['bytes'], at: number): number => bytes.at(at) ?? 0;
export const low = ({ layers }: Heatmap): Uint8Array | undefined => layers?.low;
// @ts-expect-error a bar is absent or a number
export const unknown: HistoryBar = { time: 0, covered: 1, longUsd: undefined };
// @ts-expect-error there is no such mode
export const mode: Mode = 'demo';
export { longUsd };
`),
  ).toBe('');
});

/** Where the product's own type of each is, by the name that both have. */
const OWN = {
  'answer/heatmap': [
    ...['Heatmap', 'HeatmapBinHeader', 'HeatmapHeader', 'HeatmapJson', 'HeatmapLayer', 'CellsHeader'],
    ...['SharesHeader', 'Coverage'],
  ],
  'answer/history': ['History', 'HistoryBar'],
  'answer/liquidations': ['Liquidations'],
  'answer/map': ['LiquidationMap'],
  'answer/problem': ['Problem'],
  'answer/score': ['ScoreAnswer', 'SpanScore'],
  'answer/status': ['Status', 'ExchangeStatus', 'FeedStatus', 'PollStatus', 'ModelStatus'],
  'answer/symbols': ['Symbols', 'SymbolSummary'],
  exchange: ['Exchange', 'ExchangeSet'],
  market: ['Liquidation', 'Mode', 'Side'],
  range: ['Interval', 'Range'],
  'leverage-group': ['LeverageGroup'],
  'reporting-share': ['ReportingShare', 'ReportingShares'],
  score: ['Skill', 'Calibration'],
};

test('each published type is the one that the product itself is compiled with', () => {
  const names = Object.values(OWN).flat();
  const imports = Object.entries(OWN).map(([file, types]) => {
    const own = types.map(name => `${name} as Own${name}`).join(', ');
    return `import type { ${own} } from '${join(ROOT, 'schema', file)}.ts';\n`;
  });
  const same = names.map(name => `export const same${name}: Same<${name}, Own${name}> = true;\n`);
  expect(
    said(`import type { ${names.join(', ')} } from './liq-heatmap.js';
${imports.join('')}type Same<A, B> = [A, B] extends [B, A] ? true : false;
${same.join('')}// @ts-expect-error a time is not all of a bar
export const less: Same<HistoryBar, { time: number }> = true;
`),
  ).toBe('');
});
