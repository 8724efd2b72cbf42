import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Symbols } from '../../schema/answer/symbols.ts';
import { HOUR } from '../../schema/range.ts';
import { catchUp } from '../../workers/local/catch-up.ts';
import { type OpenDatabase, openDatabase } from '../../workers/local/database.ts';
import { importRecordings } from '../../workers/local/replay.ts';
import { MODEL_VERSION } from '../../workers/model/filter.ts';
import { readLanes } from '../../workers/symbol/states.ts';
import { recordInNode } from '../support/own-in-node.ts';

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
  const { own } = await recordInNode(database.db, 'BTC', { now: NOW });
  expect(readLanes(own, MODEL_VERSION).okx?.end).toBe(START + 30 * HOUR);
});

/** A Worker of which each beat is one of these: a failure, or what the symbols then are. */
function beating(beats: (string | Symbols['symbols'])[]) {
  const server = createServer((_, answer) => {
    const [symbols] = beats.splice(0, 1);
    answer.end(JSON.stringify({ symbols: typeof symbols === 'string' ? [] : symbols }));
  });
  const tick = async () => {
    if (typeof beats[0] === 'string') throw new Error(beats[0]);
  };
  return { server, tick };
}

test('beats go on until every symbol is caught up; what fails is told once, and thrown where nothing else comes', async () => {
  const of = (caughtUp: boolean) => [{ symbol: 'BTC', caughtUp }] as Symbols['symbols'];
  const run = async (beats: Parameters<typeof beating>[0]) => {
    const { server, tick } = beating(beats);
    await new Promise<void>(listening => server.listen(0, listening));
    const told: string[] = [];
    const url = `http://localhost:${(server.address() as AddressInfo).port}`;
    const result = await catchUp({ url, tick }, { onFailure: text => told.push(text) }).then(
      () => 'done',
      error => error.message,
    );
    server.close();
    return { result, told, left: beats.length };
  };
  expect(await run([[], of(false), 'broken', of(false), 'broken', of(true), of(true)])).toEqual({
    ...{ result: 'done', told: ['broken'], left: 1 },
  });
  expect(await run(['a', 'b', 'b', of(true)])).toEqual({ result: 'b', told: ['a', 'b'], left: 2 });
});
