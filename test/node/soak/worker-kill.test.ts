import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../../schema/range.ts';
import { openDatabase } from '../../../workers/local/database.ts';
import { createRandom } from '../../../workers/local/market/random.ts';
import { type Server, serve } from '../../../workers/local/serve.ts';
import { readFeedCoverage } from '../../../workers/store/read-feed-coverage.ts';
import { identitiesOf } from '../../simulator/ledger.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { freePort } from '../../support/run-start.ts';

/** Exchanges that list by REST what their feeds bring, and one that is polled. */
const EXCHANGES = ['okx', 'gate', 'deribit', 'kraken', 'dydx'] as const;
/** Simulated seconds a second: the feeds bring what happens, and the poller is told the time. */
const SPEED = 60;
const KILLS = 3;
/** Minutes that closing all holes may take; the Worker is asked how far it is after every so many. */
const LATE = 120;
const ASKED_AFTER = 15;
/** The feeds' object writes each 15 seconds. */
const FLUSH = 16_000;

let state: string;
let simulator: Simulator;
let worker: Server | undefined;
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'worker-kill-'));
  // Applies the migrations.
  await (await openDatabase({ into: state })).close();
});
afterEach(async () => {
  await worker?.stop();
  await simulator.close();
  await rm(state, { recursive: true, force: true });
});

test('the Worker, killed at random while it ingests, loses nothing that a venue still lists', {
  timeout: 900_000,
}, async () => {
  const started = Date.now();
  let stoodStill: number | undefined;
  // An hour ahead of the Worker's own clock, so that what its feeds say they watched is another time: all of this is a
  // hole, however the lives fell.
  const clock = () => stoodStill ?? started + HOUR + (Date.now() - started) * SPEED;
  simulator = await startSimulator({
    seed: 3,
    start: started + HOUR,
    symbols: ['BTC', 'ETH', 'SOL'],
    exchanges: EXCHANGES,
    clock,
  });
  simulator.run(50);
  const random = createRandom(3, 5);
  const live = async () => {
    worker = await serve({
      ...{ port: await freePort(), state, mode: 'live' },
      variables: { EXCHANGES: EXCHANGES.join(','), SYMBOLS: 'BTC,ETH,SOL', EXCHANGE_PROXY: simulator.origin },
    });
  };
  const tick = async (time: number) => {
    const answer = await fetch(`${worker?.url}/cdn-cgi/local/scheduled?time=${Math.floor(time)}`);
    await answer.body?.cancel();
  };
  const connected = () => EXCHANGES.filter(exchange => simulator.connections(exchange) > 0);

  for (let life = 0; life <= KILLS; life++) {
    await live();
    await tick(clock());
    for (let wait = 0; connected().length < 4 && wait < 60_000; wait += 100) await sleep(100);
    expect(connected()).toEqual(['okx', 'deribit', 'kraken', 'dydx']);
    await sleep(1_000 + random.uniform() * 4_000);
    await tick(clock());
    if (life === KILLS) break;
    await sleep(random.uniform() * 2_000);
    // The whole group at once: workerd gets no chance to write what it holds.
    await worker?.kill();
  }
  stoodStill = clock();
  simulator.advance(stoodStill);
  const [from, to] = [started + HOUR, Math.ceil(stoodStill / MINUTE) * MINUTE];
  /** Holes of the simulated time that the Worker has not closed, nor given up. */
  const holes = async () => {
    const { db, close } = await openDatabase({ into: state });
    const feeds = await readFeedCoverage(db, { exchanges: EXCHANGES, from, to }).finally(close);
    expect(feeds.map(({ exchange }) => exchange)).toEqual([...EXCHANGES].sort());
    return feeds
      .filter(({ gaps }) => gaps.length > 0)
      .map(({ exchange, feed, gaps }) => ({ exchange, feed, gaps }));
  };
  let minute = 0;
  let open: Awaited<ReturnType<typeof holes>> = [];
  do {
    const flushed = sleep(FLUSH);
    if (minute > 0) await live();
    for (let tickNo = 0; tickNo < ASKED_AFTER; tickNo++) await tick(to + ++minute * MINUTE);
    await flushed;
    await worker?.stop();
    open = await holes();
  } while (open.length > 0 && minute < LATE);

  const { db, close } = await openDatabase({ into: state });
  try {
    const { results } = await db.prepare('SELECT exchange, time, id FROM liquidations').all();
    const stored = new Set(results.map(({ exchange, time, id }) => `${exchange} ${time} ${id}`));
    const events = simulator.ledger.entries();
    const unseen = events.filter(entry => !identitiesOf(entry).some(identity => stored.has(identity)));
    const live = events.filter(({ delivered }) => delivered > 0).length;
    if (unseen.length > 0) {
      // What the polls last said, for whoever looks for the reason.
      const states = await db.prepare('SELECT states FROM poll_states').all();
      const rejects = await db.prepare('SELECT source, reason, payload FROM rejects').all();
      console.error(JSON.stringify({ unseen, states: states.results, rejects: rejects.results }));
    }
    console.log(
      `worker kills ${KILLS}: events ${events.length}, delivered live ${live}, stored ${stored.size}, lost ${unseen.length}, all holes of ${Math.round((to - from) / MINUTE)} minutes closed after ${minute}`,
    );
    expect(open).toEqual([]);
    expect(
      unseen.map(({ exchange, publishedAt }) => `${exchange} ${new Date(publishedAt).toISOString()}`),
    ).toEqual([]);
    expect(stored.size).toBe(events.length);
    expect(live).toBeGreaterThan(0);
  } finally {
    await close();
  }
});
