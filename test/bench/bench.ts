/** `npm run bench [name…] [-- --json]`: runs the benches and prints one table, or what they measured as JSON. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchRow } from './row.ts';

const PARTS = ['bench.ts', 'row.ts'];
const names = readdirSync(import.meta.dirname)
  .filter(file => file.endsWith('.ts') && !file.startsWith('model-') && !PARTS.includes(file))
  .map(file => file.replace('.ts', ''));
const asked = process.argv.slice(2).filter(argument => argument !== '--json');
const asJson = process.argv.includes('--json');
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

if (asJson) {
  const measured = rows.map(({ value, against, ...row }) => ({ ...row, measured: value }));
  console.log(JSON.stringify(measured, null, 2));
  process.exit(0);
}

const number = (value: number) => value.toLocaleString('en', { maximumSignificantDigits: 4 });
const cells = rows.map(row => [
  row.what,
  `${number(row.value)} ${row.unit}`,
  row.ratio === undefined ? '' : `${number(row.ratio)} × ${row.against ?? ''}`,
  `${row.target ?? ''}${row.ok === false ? ' BROKEN' : ''}`,
]);
const head = ['what', 'measured', 'ratio', 'target'];
const widths = head.map((title, i) => Math.max(title.length, ...cells.map(row => (row[i] ?? '').length)));
const line = (row: string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
console.log([line(head), line(widths.map(width => '-'.repeat(width))), ...cells.map(line)].join('\n'));
process.exit(0);
