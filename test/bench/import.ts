import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../workers/local/database.ts';
import { importHistory } from '../../workers/local/import-history.ts';
import { writeRecording } from '../support/write-recording.ts';
import { type BenchRow, medianMs } from './row.ts';

const DAYS = 600;
const BARS = DAYS * 24;

/** A recording with open interest and liquidations, from csv into an empty local D1 and again into a full one. */
export async function bench(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'liq-heatmap-bench-'));
  const { db, close } = await openDatabase({ into: folder });
  try {
    const { file } = await writeRecording(folder, DAYS);
    const again = await medianMs(() => importHistory(db, [file]), 3);
    const first = await medianMs(async () => {
      await db.batch(['candles', 'liquidation_bars'].map(table => db.prepare(`DELETE FROM ${table}`)));
      await importHistory(db, [file]);
    }, 3);
    const perSecond = (ms: number) => (BARS / ms) * 1_000;
    return [
      { what: 'import: bars into an empty table', value: perSecond(first), unit: 'bars/s' },
      {
        what: 'import: the same bars again',
        value: perSecond(again),
        unit: 'bars/s',
        ratio: first / again,
        against: 'the first import',
      },
    ];
  } finally {
    await close();
    await rm(folder, { recursive: true, force: true });
  }
}
