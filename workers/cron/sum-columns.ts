import type { LevelColumn } from '../../schema/lattice.ts';

/** What stands on each level over several exchanges. Levels are absolute, so dollars simply add. */
export function sumColumns(columns: readonly LevelColumn[]): LevelColumn {
  const [only] = columns;
  if (only && columns.length === 1) return only;
  const first = Math.min(...columns.map(column => column.firstLevel));
  const end = Math.max(...columns.map(column => column.firstLevel + column.usd.length));
  if (columns.length === 0) return { firstLevel: 0, usd: new Float64Array(0) };
  const usd = new Float64Array(end - first);
  for (const column of columns) {
    const offset = column.firstLevel - first;
    for (let i = 0; i < column.usd.length; i++)
      usd[offset + i] = (usd[offset + i] as number) + (column.usd[i] as number);
  }
  return { firstLevel: first, usd };
}
