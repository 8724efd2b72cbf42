import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rejectText } from '../../workers/ingest/history/read-history.ts';
import { type OpenDatabase, openDatabase } from '../../workers/local/database.ts';
import { type ImportProgress, importHistory } from '../../workers/local/import-history.ts';

const HEADER = 'open_time_ms,open,high,low,close,volume_base';
const START = Date.UTC(2024, 0, 1);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let folder: string;
let database: OpenDatabase;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-history-test-'));
  database = await openDatabase({ into: join(folder, 'database') });
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

async function file(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

/** What D1 answers about the symbol of the test; each test has a symbol of its own. */
const all = async (sql: string) => (await database.db.prepare(sql).all<Record<string, unknown>>()).results;

const lines = (count: number, step: number) =>
  Array.from({ length: count }, (_, i) => `${START + i * step},100,110,90,105,7`);

test('optional columns go where they belong, in any order, and a second import changes nothing', async () => {
  const path = await file(
    'bybit-SOLUSDT-1h-2024-01-01.csv',
    [
      'liq_long_usd,oi_base,close,low,high,open,open_time_ms,volume_base,ls_ratio,liq_short_usd',
      `0,1000,105,90,110,100,${START},7,1.5,250`,
      `,,105,90,110,100,${START + HOUR},7,,`,
      `5,,105,90,110,100,${START + 2 * HOUR},7,,`,
    ].join('\n'),
  );
  const summary = { file: path, exchange: 'bybit', symbol: 'SOL', step: HOUR, rows: 3, rejects: 0 };
  const expected = [{ ...summary, firstTime: START, lastTime: START + 2 * HOUR }];
  expect(await importHistory(database.db, [path])).toEqual(expected);
  const everything = async () => ({
    oi: await all(
      "SELECT time, open_interest FROM candles WHERE symbol = 'SOL' AND open_interest IS NOT NULL",
    ),
    ratios: await all("SELECT time, ratio FROM account_ratios WHERE symbol = 'SOL'"),
    bars: await all(
      "SELECT time, step, long_usd, short_usd FROM liquidation_bars WHERE symbol = 'SOL' ORDER BY time",
    ),
    candles: await all("SELECT * FROM candles WHERE symbol = 'SOL'"),
    instruments: await all("SELECT * FROM instruments WHERE symbol = 'SOL'"),
  });
  const first = await everything();
  expect(first).toMatchObject({
    oi: [{ time: START, open_interest: 1000 }],
    ratios: [{ time: START + HOUR, ratio: 1.5 }],
    bars: [
      { time: START, step: HOUR, long_usd: 0, short_usd: 250 },
      { time: START + 2 * HOUR, step: HOUR, long_usd: 5, short_usd: null },
    ],
    instruments: [],
  });
  expect(first.candles).toHaveLength(3);
  expect(await importHistory(database.db, [path])).toEqual(expected);
  expect(await everything()).toEqual(first);
});

test('of two files with the same bar the later one wins', async () => {
  const first = await file('okx-BNBUSDT-1h-2024-01-01.csv', [HEADER, ...lines(3, HOUR)].join('\n'));
  const later = [HEADER, ...lines(2, HOUR).map(line => line.replace('105', '106'))].join('\n');
  await importHistory(database.db, [first, await file('okx-BNBUSDT-1h-2024-01-01-b.csv', later)], {
    exchange: 'okx',
    instrument: 'BNBUSDT',
  });
  expect(await all("SELECT close FROM candles WHERE symbol = 'BNB' ORDER BY time")).toEqual([
    { close: 106 },
    { close: 106 },
    { close: 105 },
  ]);
});

test('a line that was mended leaves the rejects', async () => {
  const name = 'binance-XRPUSDT-1h-2024-01-01.csv';
  const good = [HEADER, ...lines(3, HOUR)].join('\n');
  const [broken] = await importHistory(database.db, [await file(name, `${good}\nx`)]);
  expect(broken).toMatchObject({ rows: 3, rejects: 1 });
  const rejects = () => all(`SELECT reason, payload FROM rejects WHERE source = '${name}'`);
  expect(await rejects()).toEqual([{ reason: 'line 5: expected 6 fields, got 1', payload: 'x' }]);
  await importHistory(database.db, [await file(name, good)]);
  expect(await rejects()).toEqual([]);
});

test('a truncated gzip gives every line before the cut and says where it broke', async () => {
  // Volumes that differ, or the text would shrink to almost nothing.
  const bars = lines(5_000, MINUTE).map((line, i) => `${line}.${(i * 7919) % 100_003}`);
  const whole = gzipSync([HEADER, ...bars].join('\n'));
  const path = await file(
    'binance-ADAUSDT-1m-2024-01-01.csv.gz',
    whole.subarray(0, Math.floor(whole.length / 2)),
  );
  const said: string[] = [];
  const [imported] = await importHistory(database.db, [path], {
    onReject: (_, reject) => said.push(rejectText('ada', reject)),
  });
  const rows = imported?.rows ?? 0;
  expect(rows).toBeGreaterThan(1_000);
  expect(imported).toMatchObject({ rejects: 1, lastTime: START + (rows - 1) * MINUTE });
  // The line it broke in follows the header and the bars that are in.
  expect(said[0]).toContain(
    `ada:${rows + 2}: expected the rest of the file, got a broken gzip (unexpected end of file)`,
  );
});

test('progress counts the bytes of the file and ends with all rows', async () => {
  const path = await file('binance-DOTUSDT-1m-2024-01-01.csv', [HEADER, ...lines(9_000, MINUTE)].join('\n'));
  const seen: ImportProgress[] = [];
  await importHistory(database.db, [path], { onProgress: progress => seen.push(progress) });
  expect(seen.map(({ rows }) => rows)).toEqual([4_000, 8_000, 9_000]);
  expect(seen.at(-1)).toMatchObject({ file: path, rejects: 0 });
  expect(seen.at(-1)?.bytes).toBe(seen.at(-1)?.totalBytes);
});

test('a bar that is not over by now is not believed, begun or not', async () => {
  const path = await file('binance-LTCUSDT-1h-2024-01-01.csv', [HEADER, ...lines(5, HOUR)].join('\n'));
  const said: string[] = [];
  const onReject = (_: string, reject: Parameters<typeof rejectText>[1]) =>
    said.push(rejectText('ltc', reject));
  const [imported] = await importHistory(database.db, [path], { now: () => START + 4 * HOUR - 1, onReject });
  expect(imported).toMatchObject({ rows: 3, rejects: 2, lastTime: START + 2 * HOUR });
  expect(said[0]).toBe(
    `ltc:5: column open_time_ms: expected a bar of 1h that is over, got ${START + 3 * HOUR}`,
  );
  const [later] = await importHistory(database.db, [path], { now: () => START + 4 * HOUR });
  expect(later).toMatchObject({ rows: 4, rejects: 1, lastTime: START + 3 * HOUR });
});

test('a wrong name among several stops before the first is written', async () => {
  const path = await file('binance-ETCUSDT-1h-2024-01-01.csv', [HEADER, ...lines(3, HOUR)].join('\n'));
  const absent = join(folder, 'absent.csv');
  await expect(importHistory(database.db, [path, absent])).rejects.toThrow(`${absent}: no such file`);
  expect(await all("SELECT * FROM candles WHERE symbol = 'ETC'")).toEqual([]);
});

test('what a venue’s list told of a contract stays, whatever a file’s name lets one guess', async () => {
  const listed = [
    ['okx', 'BTC-USDT-SWAP', 'BTC', 'USDT', 'linear', 0.01],
    ['binance', 'BTCUSD_PERP', 'BTC', 'USD', 'inverse', 100],
  ];
  for (const row of listed)
    await database.db
      .prepare('INSERT INTO instruments VALUES (?, ?, ?, ?, ?, ?)')
      .bind(...row)
      .run();
  const before = await all('SELECT * FROM instruments ORDER BY exchange');
  const text = [HEADER, ...lines(2, HOUR)].join('\n');
  await importHistory(database.db, [
    await file('okx-BTC-USDT-SWAP-1h-2024-06-19.csv', text),
    await file('binance-BTCUSD_PERP-1h-2024-06-19.csv', text),
  ]);
  expect(await all('SELECT * FROM instruments ORDER BY exchange')).toEqual(before);
  expect(before).toMatchObject([{ contract_size: 100, kind: 'inverse' }, { contract_size: 0.01 }]);
});
