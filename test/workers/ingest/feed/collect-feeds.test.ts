import { beforeEach, describe, expect, test } from 'vitest';
import type { Exchange } from '../../../../schema/exchange.ts';
import type { FeedMinute, Instrument } from '../../../../schema/market.ts';
import { MINUTE } from '../../../../schema/range.ts';
import type { Adapter } from '../../../../workers/exchange/adapter.ts';
import { bybit } from '../../../../workers/exchange/bybit.ts';
import { okx } from '../../../../workers/exchange/okx.ts';
import type { IngestBatch } from '../../../../workers/ingest/batch.ts';
import { collectFeeds } from '../../../../workers/ingest/feed/collect-feeds.ts';
import type { Connect } from '../../../../workers/ingest/feed/socket.ts';
import { createOutbox } from '../../../../workers/ingest/outbox.ts';
import { type ManualClock, manualClock } from '../../../support/manual-clock.ts';
import { okxLiquidation, scriptedOkx } from '../../../support/scripted-okx.ts';

const noon = Date.UTC(2026, 0, 5, 12);
const swap: Instrument = {
  exchange: 'okx',
  instrument: 'BTC-USDT-SWAP',
  symbol: 'BTC',
  quote: 'USDT',
  kind: 'linear',
  contractSize: 0.01,
};

let clock: ManualClock;
let saved: IngestBatch[];
let storeAnswers: boolean;
let listed: Instrument[];

function collect(
  connect: ReturnType<typeof scriptedOkx>['connect'],
  { maxEvents = 1_000, adapter = okx } = {},
) {
  const outbox = createOutbox({
    maxEvents,
    save: async batch => {
      if (!storeAnswers) throw new Error('the store is away');
      saved.push(batch);
    },
    lost: (...loss) => collection.lost(...loss),
  });
  const collection = collectFeeds({
    adapters: [adapter],
    ...{ connect, clock, outbox },
    random: () => 0,
    instruments: async () => new Map<Exchange, Instrument[]>([['okx', listed]]),
  });
  return { collection, outbox };
}

/** Reports at the end of a period and gives the coverage written so far, by minute. */
async function coverage({ collection, outbox }: ReturnType<typeof collect>): Promise<FeedMinute[]> {
  collection.cover();
  await outbox.flush();
  // Of two reports on a minute the one that saw more stands, as in the store.
  const reports = Map.groupBy(
    saved.flatMap(batch => batch.coverage ?? []),
    ({ time }) => time,
  );
  return [...reports.values()]
    .map(same => same.toSorted((a, b) => b.seconds - a.seconds || b.events - a.events)[0] as FeedMinute)
    .sort((a, b) => a.time - b.time);
}
const events = () => saved.flatMap(batch => batch.liquidations ?? []);

beforeEach(() => {
  clock = manualClock(noon);
  saved = [];
  storeAnswers = true;
  listed = [swap];
});

test('a feed subscribes, keeps alive, and its events and minutes are written', async () => {
  const venue = scriptedOkx();
  const collecting = collect(venue.connect);
  await collecting.collection.start();
  await clock.advance(MINUTE);
  venue.visits[0]?.say(okxLiquidation(clock.now() - 250, 200));
  await clock.advance(MINUTE);
  expect(venue.visits).toHaveLength(1);
  expect(venue.visits[0]?.sent.filter(text => text === 'ping')).toHaveLength(6);
  expect(collecting.collection.states()).toMatchObject([{ exchange: 'okx', feed: 'public', state: 'live' }]);
  // 200 contracts of 0.01 coins at 50,000.
  await collecting.outbox.flush();
  expect(events()).toMatchObject([{ symbol: 'BTC', side: 'long', quantity: 2, notionalUsd: 100_000 }]);
  expect(await coverage(collecting)).toEqual([
    { exchange: 'okx', feed: 'public', time: noon, seconds: 60, events: 0 },
    { exchange: 'okx', feed: 'public', time: noon + MINUTE, seconds: 60, events: 1, delay: 250 },
  ]);
});

describe('a connection that looks well', () => {
  test('is dead when nothing comes for as long as the venue is never silent, and its silence was not watched', async () => {
    const venue = scriptedOkx();
    const collecting = collect(venue.connect);
    await collecting.collection.start();
    // Pings are answered at 20 s and 40 s, then the venue falls silent for its 60 s.
    await clock.advance(45_000);
    const [first] = venue.visits;
    if (first) first.answers = false;
    await clock.advance(55_000 - 1);
    expect(venue.visits).toHaveLength(1);
    await clock.advance(2_001);
    expect(first?.closed).toBe(true);
    expect(venue.visits).toHaveLength(2);
    await clock.advance(3 * MINUTE);
    const minutes = await coverage(collecting);
    // Confirmed at once and proven until 12:00:40; the next connection was confirmed at 12:01:42 or so.
    expect(minutes[0]).toMatchObject({ seconds: 40 });
    expect(minutes[1]?.seconds).toBeLessThan(20);
    expect(minutes[1]?.error).toBe('silent for 60000 ms');
    expect(minutes[2]).toMatchObject({ seconds: 60 });
  });

  test('but never confirms a subscription is not watching, and is given up', async () => {
    const venue = scriptedOkx({ confirms: false });
    const collecting = collect(venue.connect);
    await collecting.collection.start();
    await clock.advance(2 * MINUTE);
    expect(venue.visits.length).toBeGreaterThan(1);
    const minutes = await coverage(collecting);
    expect(minutes.map(minute => minute.seconds)).toEqual([0, 0]);
    expect(minutes[1]?.error).toContain('no subscription was confirmed');
  });
});

test('a venue that refuses is asked again after growing waits, at its next address', async () => {
  const venue = scriptedOkx({ opens: false });
  const { collection } = collect(venue.connect);
  await collection.start();
  await clock.advance(64_000);
  // After 0, 1, 3, 7, 15, 31, 63 seconds.
  expect(venue.visits).toHaveLength(7);
  expect(new Set(venue.visits.map(visit => visit.url)).size).toBe(2);
  expect(collection.states()[0]).toMatchObject({
    state: 'waiting',
    error: 'expected an upgrade, got HTTP 403',
  });
  await clock.advance(30 * MINUTE);
  // From then on every five minutes.
  expect(venue.visits.length).toBeLessThan(16);
  venue.settings.opens = true;
  await clock.advance(6 * MINUTE);
  expect(collection.states()[0]?.state).toBe('live');
});

test('when the venue announces a cut, the next connection watches before the old one goes', async () => {
  const venue = scriptedOkx();
  const collecting = collect(venue.connect);
  await collecting.collection.start();
  await clock.advance(30_000);
  venue.visits[0]?.say({ event: 'notice', msg: 'this connection will soon be closed for an upgrade' });
  await clock.settle();
  expect(venue.visits).toHaveLength(2);
  expect(venue.visits[0]?.closed).toBe(false);
  venue.visits[0]?.say(okxLiquidation(clock.now(), 1));
  await clock.advance(20_000);
  expect(venue.visits[0]?.closed).toBe(true);
  await clock.advance(2 * MINUTE);
  expect((await coverage(collecting)).map(minute => minute.seconds)).toEqual([60, 60]);
  expect(events()).toHaveLength(1);
});

test('a feed found silent subscribes anew, and the old connection watches until the new one does', async () => {
  const venue = scriptedOkx();
  const collecting = collect(venue.connect);
  await collecting.collection.start();
  await clock.advance(30_000);
  collecting.collection.resubscribe([{ exchange: 'okx', feed: 'another' }]);
  expect(venue.visits).toHaveLength(1);
  collecting.collection.resubscribe([{ exchange: 'okx', feed: 'public' }]);
  await clock.advance(30_000);
  expect(venue.visits.map(visit => visit.closed)).toEqual([true, false]);
  expect(venue.visits[1]?.sent.some(text => text.includes('"subscribe"'))).toBe(true);
  // The new one proves each 20 seconds, from 12:00:30 on, that it watches.
  await clock.advance(MINUTE + 30_000);
  expect((await coverage(collecting)).map(minute => minute.seconds)).toEqual([60, 60]);
});

test('what a venue replays to a new subscriber is taken, and is no sign of life', async () => {
  const venue = scriptedOkx();
  const collecting = collect(venue.connect);
  await collecting.collection.start();
  await clock.advance(1_000);
  venue.visits[0]?.say(okxLiquidation(noon - 20 * MINUTE, 1));
  venue.visits[0]?.say(okxLiquidation(noon - 5 * MINUTE, 1));
  await clock.advance(2 * MINUTE);
  expect((await coverage(collecting))[0]).toMatchObject({ seconds: 60, events: 1 });
  expect(events()).toHaveLength(2);
});

test('before the venue cuts a connection by its age, the next one watches', async () => {
  const [feed] = okx.liquidations?.feeds ?? [];
  const liquidations = { ...okx.liquidations, feeds: [{ ...feed, lifetime: 10 * MINUTE }] };
  const venue = scriptedOkx();
  const collecting = collect(venue.connect, { adapter: { ...okx, liquidations } as Adapter });
  await collecting.collection.start();
  await clock.advance(8 * MINUTE - 1);
  expect(venue.visits).toHaveLength(1);
  await clock.advance(1);
  expect(venue.visits.map(visit => visit.closed)).toEqual([false, false]);
  await clock.advance(MINUTE);
  expect(venue.visits.map(visit => visit.closed)).toEqual([true, false]);
  await clock.advance(12 * MINUTE);
  expect(venue.visits).toHaveLength(3);
  const minutes = await coverage(collecting);
  expect(new Set(minutes.map(minute => minute.seconds))).toEqual(new Set([60]));
});

test('a failed write keeps events and coverage, and writes them once when the store is back', async () => {
  const venue = scriptedOkx();
  const collecting = collect(venue.connect);
  await collecting.collection.start();
  storeAnswers = false;
  venue.visits[0]?.say(okxLiquidation(noon + 1, 1));
  await clock.advance(MINUTE);
  await expect(coverage(collecting)).rejects.toThrow('the store is away');
  venue.visits[0]?.say(okxLiquidation(noon + 2, 1));
  await clock.settle();
  storeAnswers = true;
  expect(await coverage(collecting)).toMatchObject([{ time: noon, seconds: 60, events: 1 }]);
  expect(events().map(event => event.time)).toEqual([noon + 1, noon + 2]);
  expect(collecting.outbox.counts()).toEqual({ waiting: 0, written: 2, dropped: 0 });
});

test('events beyond what memory may hold are let go, oldest first, and their minutes are gaps', async () => {
  const venue = scriptedOkx();
  const collecting = collect(venue.connect, { maxEvents: 2 });
  await collecting.collection.start();
  storeAnswers = false;
  venue.visits[0]?.say(okxLiquidation(noon + 1, 1));
  await clock.advance(MINUTE);
  await expect(coverage(collecting)).rejects.toThrow();
  for (const size of [2, 3, 4]) venue.visits[0]?.say(okxLiquidation(noon + MINUTE + size, size));
  await clock.advance(2 * MINUTE);
  storeAnswers = true;
  const minutes = await coverage(collecting);
  expect(collecting.outbox.counts()).toEqual({ waiting: 0, written: 2, dropped: 2 });
  expect(events().map(event => event.quantity)).toEqual([0.03, 0.04]);
  // Lost: the event of 12:00, and one of the three of 12:01.
  expect(minutes.map(minute => minute.seconds)).toEqual([0, 0, 60]);
});

test('a message about a contract that is not listed yet waits for the list', async () => {
  listed = [];
  const venue = scriptedOkx();
  const { collection, outbox } = collect(venue.connect);
  await collection.start();
  await clock.settle();
  venue.visits[0]?.say(okxLiquidation(noon, 200));
  await clock.settle();
  expect(collection.needsInstruments()).toBe(true);
  listed = [swap];
  await collection.refreshInstruments();
  await outbox.flush();
  expect(events()).toMatchObject([{ notionalUsd: 100_000 }]);
  expect(collection.needsInstruments()).toBe(false);
  expect(saved.flatMap(batch => batch.rejects ?? [])).toEqual([]);
});

test('a feed that subscribes contract by contract begins when the list is there, and again when it grows', async () => {
  const connected: string[][] = [];
  const connect: Connect = (_, events) => {
    const sent: string[] = [];
    connected.push(sent);
    queueMicrotask(events.open);
    return {
      send: text => {
        sent.push(text);
        if (text.includes('"subscribe"'))
          queueMicrotask(() => events.frame('{"success":true,"op":"subscribe"}'));
      },
      close: () => {},
    };
  };
  const listings: Instrument[] = [];
  const list = (instrument: string) =>
    listings.push({ ...swap, exchange: 'bybit', instrument, symbol: instrument.replace('USDT', '') });
  const outbox = createOutbox({ save: async () => {} });
  const collection = collectFeeds({
    adapters: [bybit],
    ...{ connect, clock, outbox },
    random: () => 0,
    instruments: async () => new Map<Exchange, Instrument[]>([['bybit', [...listings]]]),
  });
  await collection.start();
  await clock.advance(5_000);
  expect(connected).toEqual([]);
  expect(collection.needsInstruments()).toBe(true);
  list('BTCUSDT');
  await collection.refreshInstruments();
  await clock.advance(1_000);
  expect(connected.map(sent => sent[0])).toEqual(['{"op":"subscribe","args":["allLiquidation.BTCUSDT"]}']);
  list('ETHUSDT');
  await collection.refreshInstruments();
  await collection.refreshInstruments();
  await clock.advance(1_000);
  expect(connected).toHaveLength(2);
  expect(connected[1]?.[0]).toContain('allLiquidation.ETHUSDT');
});

test('a message that cannot be read is a reject with the reason, its minute a gap, and the feed goes on', async () => {
  const venue = scriptedOkx();
  const collecting = collect(venue.connect);
  const { collection, outbox } = collecting;
  await collection.start();
  await clock.settle();
  venue.visits[0]?.say(okxLiquidation(noon, Number.NaN));
  venue.visits[0]?.say(okxLiquidation(noon, 1));
  await clock.settle();
  await outbox.flush();
  expect(saved.flatMap(batch => batch.rejects ?? [])).toMatchObject([{ source: 'okx', time: noon }]);
  expect(events()).toHaveLength(1);
  expect(collection.states()[0]?.state).toBe('live');
  await clock.advance(3 * MINUTE);
  const minutes = await coverage(collecting);
  expect(minutes.map(minute => minute.seconds)).toEqual([0, 60, 60]);
  expect(minutes[0]?.error).toContain('okx sz');
});

describe('a frame that takes time to unpack', () => {
  const packed = async (message: unknown) => {
    const stream = new Blob([JSON.stringify(message)]).stream().pipeThrough(new CompressionStream('gzip'));
    return new Response(stream).arrayBuffer();
  };

  test('leaves its minute unproven until it is read: it may turn out to be unreadable', async () => {
    const broken = (await packed(okxLiquidation(noon, 200))).slice(0, 30);
    const venue = scriptedOkx();
    const collecting = collect(venue.connect);
    await collecting.collection.start();
    await clock.advance(30_000);
    venue.visits[0]?.say(broken);
    // Pings are answered all the time, and the minute ends, before the frame could be unpacked.
    await clock.advance(MINUTE);
    collecting.collection.cover();
    await collecting.collection.read();
    const minutes = await coverage(collecting);
    expect(minutes.map(({ time, seconds }) => [time, seconds])).toEqual([[noon, 0]]);
    expect(saved.flatMap(batch => batch.coverage ?? [])).toContainEqual(
      expect.objectContaining({ time: noon, seconds: 0, error: expect.stringContaining('public') }),
    );
  });

  test('counts when its connection has ended meanwhile', async () => {
    const frame = await packed(okxLiquidation(noon + 30_000, 200));
    const venue = scriptedOkx();
    const { collection, outbox } = collect(venue.connect);
    await collection.start();
    await clock.advance(30_000);
    venue.visits[0]?.say(frame);
    venue.visits[0]?.hangUp('closed: 1006');
    await collection.read();
    await outbox.flush();
    expect(events()).toMatchObject([{ symbol: 'BTC', side: 'long', notionalUsd: 100_000 }]);
  });
});
