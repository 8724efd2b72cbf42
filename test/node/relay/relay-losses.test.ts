import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../../schema/range.ts';
import { gate } from '../../../workers/exchange/gate.ts';
import { okx } from '../../../workers/exchange/okx.ts';
import type { IngestBatch } from '../../../workers/ingest/batch.ts';
import { createRelay } from '../../../workers/relay/relay.ts';
import { openSpool } from '../../../workers/relay/spool.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { scriptedGate } from '../../support/scripted-gate.ts';
import { scriptedOkx } from '../../support/scripted-okx.ts';
import { scriptedOkxLists } from '../../support/scripted-okx-lists.ts';

const noon = Date.UTC(2026, 0, 5, 12);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relay-losses-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a relay that was killed asks for what happened meanwhile when it lives again', async () => {
  const clock = manualClock(noon);
  const saved: IngestBatch[] = [];
  const swap = { instrument: 'BTC-USDT-SWAP', symbol: 'BTC', quote: 'USDT', kind: 'linear', contractSize: 1 };
  await writeFile(
    join(folder, 'memory.json'),
    JSON.stringify({ states: {}, instruments: [{ exchange: 'okx', ...swap }] }),
  );
  const venue = scriptedOkxLists({ 'BTC-USDT': [{ time: noon + 32 * MINUTE, size: 3 }] });
  const spool = await openSpool({ folder, post: async batch => saved.push(batch) });
  const live = () =>
    createRelay({
      ...{ adapters: [okx], symbols: ['BTC'], spool, folder, clock },
      ...{ connect: scriptedOkx().connect, fetch: venue.fetch, random: () => 0 },
    });
  await (await live()).poll();
  await clock.advance(HOUR);
  // The feed is not connected: what happened in the last hour can only be told by the list.
  await (await live()).poll();
  await spool.send();
  expect(
    saved.flatMap(({ liquidations = [] }) => liquidations.map(({ notionalUsd }) => notionalUsd)),
  ).toEqual([300]);
  const repaired = saved.flatMap(({ coverage = [] }) => coverage).filter(minute => minute.repaired);
  // Until the minutes that may still be reported.
  expect(repaired.at(-1)?.time).toBe(noon + 49 * MINUTE);
  expect(repaired.at(0)?.time).toBe(noon - 10 * MINUTE);
});

test('what a poll came to is asked for again where it could not be put into the spool', async () => {
  const clock = manualClock(noon);
  const venue = scriptedGate({ now: clock.now, orders: [{ time: noon / 1000 - 60, size: 10_000 }] });
  const saved: IngestBatch[] = [];
  const spool = await openSpool({ folder, post: async batch => saved.push(batch) });
  let isFull = true;
  const relaying = await createRelay({
    ...{ adapters: [gate], symbols: ['BTC'], folder, clock },
    ...{ connect: scriptedOkx().connect, fetch: venue.fetch, random: () => 0 },
    spool: {
      ...spool,
      put: batch => (isFull ? Promise.reject(new Error('the disk is full')) : spool.put(batch)),
    },
  });
  await expect(relaying.poll()).rejects.toThrow('the disk is full');
  isFull = false;
  await clock.advance(MINUTE);
  await relaying.poll();
  await spool.send();
  expect(saved.flatMap(({ liquidations = [] }) => liquidations)).toHaveLength(1);
  expect(saved.flatMap(({ candles = [] }) => candles).length).toBeGreaterThan(1_000);
});
