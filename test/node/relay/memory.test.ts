import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Instrument } from '../../../schema/market.ts';
import { newPollState } from '../../../workers/ingest/poll/state.ts';
import { openMemory } from '../../../workers/relay/memory.ts';

const swap: Instrument = {
  ...{ exchange: 'okx', instrument: 'BTC-USDT-SWAP', symbol: 'BTC', quote: 'USDT' },
  ...{ kind: 'linear', contractSize: 0.01 },
};

let folder: string;
let path: string;
let lines: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memory-test-'));
  path = join(folder, 'memory.json');
  lines = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const open = () => openMemory(folder, line => lines.push(line));

test('the first run knows nothing, a later one what the one before kept', async () => {
  const first = await open();
  expect(first.memory).toEqual({ states: {}, instruments: [] });
  first.memory.states.okx = { ...newPollState(), done: { tiers: 7 } };
  first.memory.instruments.push(swap);
  await first.keep();
  expect((await open()).memory).toEqual({
    states: { okx: { ...newPollState(), done: { tiers: 7 } } },
    instruments: [swap],
  });
  expect(lines).toEqual([]);
});

test('what an older version kept, which knew less, is taken', async () => {
  await writeFile(path, JSON.stringify({ states: { okx: { questions: {}, done: {} } }, instruments: [] }));
  expect((await open()).memory.states.okx?.done).toEqual({});
  expect(lines).toEqual([]);
});

test.each([
  ['nothing', ''],
  ['zeros', '\0'.repeat(10)],
  ['half of it', '{"states":{"okx":{"done":{'],
  ['a list', '[]'],
  ['no instruments', '{"states":{}}'],
  ['instruments without names', '{"states":{},"instruments":[{}]}'],
  ['a state that is none', '{"states":{"okx":7},"instruments":[]}'],
  ['a state of another form', '{"states":{"okx":{"done":[]}},"instruments":[]}'],
])('a file that holds %s is set aside with a line, and all begins anew', async (_, text) => {
  await writeFile(path, text);
  const { memory, keep } = await open();
  expect(memory).toEqual({ states: {}, instruments: [] });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(`${path}: expected what an earlier run kept, `);
  expect(lines[0]).toContain(`begins anew, that is now ${path}.unreadable`);
  await keep();
  expect((await readdir(folder)).sort()).toEqual(['memory.json', 'memory.json.unreadable']);
});

test('a folder in its place is set aside as well, over what was set aside before', async () => {
  for (const n of [1, 2]) {
    await mkdir(join(path, String(n)), { recursive: true });
    const { keep } = await open();
    await keep();
    await rm(path);
  }
  expect(await readdir(`${path}.unreadable`)).toEqual(['2']);
  expect(lines).toHaveLength(2);
});
