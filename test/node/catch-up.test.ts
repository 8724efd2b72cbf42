import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR } from '../../schema/range.ts';
import { catchUp } from '../../workers/local/catch-up.ts';
import { type OpenDatabase, openDatabase } from '../../workers/local/database.ts';
import { importRecordings } from '../../workers/local/replay.ts';

const START = Date.UTC(2024, 0, 1);
const HEADER = 'open_time_ms,open,high,low,close,volume_base,oi_base,liq_long_usd,liq_short_usd,ls_ratio';
const GOOD = ['100', '110', '90', '105', '7', '1000', '5', '0', '1.2'];
const NOW = START + 40 * HOUR;

/** What stands in a column of one line each, of hour 2, 4, 6 and so on. */
const GIANTS: [column: number, text: string][] = [
  [0, '1e308'],
  [1, '1e308'],
  [2, '1e-320'],
  [3, '1e308'],
  [4, '1e400'],
  [4, '1e300'],
  [5, '1e100'],
  [6, '1e60'],
  [7, '1e308'],
  [8, '1e99'],
];

let folder: string;
let database: OpenDatabase;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'catch-up-test-'));
  database = await openDatabase({ into: join(folder, 'database') });
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

async function recording(exchange: string, giants: typeof GIANTS): Promise<string> {
  const lines = Array.from({ length: 30 }, (_, i) => {
    const [column, text] = (i % 2 === 0 && giants[i / 2 - 1]) || [];
    const fields = column === undefined ? GOOD : GOOD.with(column, text as string);
    return [START + i * HOUR, ...fields].join(',');
  });
  const path = join(folder, `${exchange}-BTCUSDT-1h-2024-01-01.csv`);
  await writeFile(path, [HEADER, ...lines].join('\n'));
  return path;
}

const all = async (sql: string) => (await database.db.prepare(sql).all<Record<string, unknown>>()).results;

test('a recording with giants gives its other lines, and the model comes to its end', async () => {
  const said: string[] = [];
  const imported = await importRecordings(database.db, [await recording('okx', GIANTS)], text =>
    said.push(text),
  );
  expect(imported).toMatchObject([{ rows: 20, rejects: 10, firstTime: START, lastTime: START + 29 * HOUR }]);
  expect(said.slice(0, 3).map(text => text.replace(/^.*\//, ''))).toEqual([
    'okx-BTCUSDT-1h-2024-01-01.csv:4: column open: expected a number of at least 1e-15 and at most 1000000000, got 1e+308',
    'okx-BTCUSDT-1h-2024-01-01.csv:6: column high: expected a number of at least 1e-15 and at most 1000000000, got 1e+308',
    'okx-BTCUSDT-1h-2024-01-01.csv:8: column low: expected a number of at least 1e-15 and at most 1000000000, got 1e-320',
  ]);
  expect(await catchUp(database.db, { now: NOW })).toBe(20);
  const [lane] = await all(`SELECT value ->> 'end' AS end FROM model_states, json_each(state)`);
  expect(lane?.end).toBe(START + 30 * HOUR);
});

test('what cannot be caught up with is said, and the rest is', async () => {
  await importRecordings(database.db, [await recording('bybit', [])], () => {});
  const { db } = database;
  await db.prepare(`UPDATE model_states SET state = json_set(state, '$.okx.state', 'AAAA')`).run();
  await db
    .prepare(`INSERT INTO candles SELECT 'BTC', 'okx', time + ${31 * HOUR}, step, open, high, low, close,
    volume, NULL, NULL FROM candles WHERE exchange = 'okx' AND time = ${START}`)
    .run();
  const said: string[] = [];
  expect(await catchUp(db, { now: NOW, onFailure: text => said.push(text) })).toBe(30);
  expect(said).toEqual(['BTC on okx: model state: expected 8 bytes or more, got 3']);
});
