/** `npm run bench [name…]`: runs the benches and prints one table. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchRow } from './row.ts';

const PARTS = ['bench.ts', 'row.ts'];
const names = readdirSync(import.meta.dirname)
  .filter(file => file.endsWith('.ts') && !file.startsWith('model-') && !PARTS.includes(file))
  .map(file => file.replace('.ts', ''));
const asked = process.argv.slice(2);
const unknown = asked.filter(name => !names.includes(name));
if (unknown.length > 0) {
  console.error(`bench: expected ${names.join(', ')}, got ${unknown.join(', ')}`);
  process.exit(2);
}

const rows: BenchRow[] = [];
for (const name of asked.length > 0 ? asked : names) {
  console.error(`bench: ${name} …`);
  const { bench } = (await import(join(import.meta.dirname, `${name}.ts`))) as {
    bench: () => Promise<BenchRow[]>;
  };
  rows.push(...(await bench()));
}

const number = (value: number) => value.toLocaleString('en', { maximumSignificantDigits: 4 });
const cells = rows.map(row => [
  row.what,
  `${number(row.value)} ${row.unit}`,
  row.ratio === undefined ? '' : `${number(row.ratio)} × ${row.against ?? ''}`,
  row.target ?? '',
]);
const head = ['what', 'measured', 'ratio', 'target'];
const widths = head.map((title, i) => Math.max(title.length, ...cells.map(row => (row[i] ?? '').length)));
const line = (row: string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
console.log([line(head), line(widths.map(width => '-'.repeat(width))), ...cells.map(line)].join('\n'));
process.exit(0);
