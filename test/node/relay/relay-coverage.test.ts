import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LIQUIDATION_EXCHANGES } from '../../../schema/exchange.ts';
import type { FeedMinute } from '../../../schema/market.ts';
import { MINUTE } from '../../../schema/range.ts';
import { feedsOf } from '../../../workers/ingest/feed/collect-feeds.ts';
import { connectByConstructor } from '../../../workers/ingest/feed/socket.ts';
import { namedAdapters } from '../../../workers/ingest/followed.ts';
import { createRelay } from '../../../workers/relay/relay.ts';
import { openSpool } from '../../../workers/relay/spool.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { watchTraffic } from '../../support/traffic.ts';

const start = Date.UTC(2026, 0, 5, 12);
const STEP = 5_000;

let folder: string;
let simulator: Simulator;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relay-coverage-'));
  simulator = await startSimulator({ seed: 3, start, symbols: ['BTC'], exchanges: LIQUIDATION_EXCHANGES });
});
afterEach(async () => {
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
});

test('a relay reports the minutes of every venue as seen, those without an event as well', async () => {
  const adapters = namedAdapters(simulator.exchanges);
  const clock = manualClock(start);
  const traffic = watchTraffic(simulator);
  const reports: FeedMinute[] = [];
  const spool = await openSpool({
    folder,
    post: async ({ coverage = [] }) => {
      reports.push(...coverage);
    },
  });
  const relay = await createRelay({
    ...{ adapters, symbols: ['BTC'], spool, folder, proxy: simulator.origin, random: () => 0 },
    ...{ clock: traffic.timing(clock), fetch: traffic.fetching },
    connect: traffic.connecting(connectByConstructor()),
  });
  const running = relay.run();
  const names = adapters.flatMap(adapter => {
    const polls = adapter.liquidations?.primary === 'poll' ? adapter.liquidations.polls : [];
    return [...feedsOf([adapter]).map(({ feed }) => feed.name), ...polls.map(({ name }) => name)].map(
      name => `${adapter.exchange} ${name}`,
    );
  });
  /** Feeds of which minutes from 12:05 to 12:10 were not reported as seen whole. */
  const missing = () =>
    names.filter(name => {
      const seen = reports.filter(
        ({ exchange, feed, seconds }) => `${exchange} ${feed}` === name && seconds >= 58,
      );
      const times = new Set(seen.map(({ time }) => (time - start) / MINUTE));
      return ![5, 6, 7, 8, 9].every(minute => times.has(minute));
    });
  for (let now = start; now < start + 30 * MINUTE && missing().length > 0; now += STEP) {
    simulator.advance(now + STEP);
    await traffic.settle({ busy: () => false, read: async () => {} });
    await clock.advance(STEP);
    // The disk takes real time, too.
    await new Promise(resume => setTimeout(resume, 5));
    await traffic.settle({ busy: () => false, read: async () => {} });
  }
  expect(missing()).toEqual([]);
  expect(reports.some(({ events, seconds }) => events === 0 && seconds === 60)).toBe(true);
  await relay.stop();
  await clock.advance(MINUTE);
  await running;
});
