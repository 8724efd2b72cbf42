import { afterEach, describe, expect, test } from 'vitest';
import { LIQUIDATION_EXCHANGES } from '../../schema/exchange.ts';
import type { Instrument, Liquidation } from '../../schema/market.ts';
import { HOUR, MINUTE } from '../../schema/range.ts';
import type { Control, Feed, HttpRequest, Reject } from '../../workers/exchange/adapter.ts';
import { frameText } from '../../workers/exchange/frame.ts';
import { pollSpan } from '../../workers/ingest/poll/poll-span.ts';
import { FAULT_KINDS, type FaultKind, randomFaults } from '../simulator/faults.ts';
import type { LedgerEntry } from '../simulator/ledger.ts';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';
import { marketOf, sourceOf } from '../support/exchange.ts';

const START = Date.UTC(2026, 9, 10, 21);
const SYMBOLS = ['BTC', 'SOL'];
const ALL: readonly string[] = LIQUIDATION_EXCHANGES;

const open: { close: () => unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function simulate(exchanges: readonly string[] = ALL, seed = 7): Promise<Simulator> {
  const simulator = await startSimulator({ seed, start: START, symbols: SYMBOLS, exchanges });
  open.push(simulator);
  return simulator;
}

/** `https://a.b/c` as the simulator serves it. */
const at = (simulator: Simulator, url: string) => url.replace(/^(https|wss):\//, simulator.origin);

async function ask(simulator: Simulator, request: HttpRequest): Promise<string> {
  const { method, headers, body } = request;
  const response = await fetch(at(simulator, request.url), {
    method,
    headers,
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${request.url}: ${response.status}, ${text}`);
  return text;
}

async function instrumentsOf(simulator: Simulator, exchange: string): Promise<Instrument[]> {
  const lists = marketOf(exchange).instruments.map(async question =>
    question.read(await ask(simulator, question.request({})), {}),
  );
  return (await Promise.all(lists)).flatMap(({ rows }) => rows);
}

type Watch = {
  events: Liquidation[];
  rejects: Reject[];
  controls: Control[];
  closed: () => boolean;
  close: () => void;
};

/** A reader of one feed that does what an adapter says and nothing more. */
async function watch(
  simulator: Simulator,
  exchange: string,
  feed: Feed,
  instruments: Instrument[],
): Promise<Watch> {
  const source = sourceOf(exchange);
  const known = new Map(instruments.map(instrument => [instrument.instrument, instrument]));
  const socket = new WebSocket(at(simulator, feed.urls[0] as string).replace(/^http/, 'ws'));
  socket.binaryType = 'arraybuffer';
  let closed = false;
  const result: Watch = {
    events: [],
    rejects: [],
    controls: [],
    closed: () => closed,
    close: () => socket.close(),
  };
  open.push(result);
  socket.addEventListener('message', async ({ data }) => {
    let text: string;
    try {
      text = await frameText(data as string | ArrayBuffer);
    } catch (error) {
      result.rejects.push({ reason: String(error), payload: '' });
      return;
    }
    const reading = source.readMessage(text, { instrument: name => known.get(name) });
    result.events.push(...reading.liquidations);
    result.rejects.push(...reading.rejects);
    if (reading.control) result.controls.push(reading.control);
    for (const reply of reading.replies ?? []) socket.send(reply);
  });
  socket.addEventListener('close', () => {
    closed = true;
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error(`${exchange} ${feed.name}: could not connect`)));
  });
  for (const frame of feed.subscribe(instruments)) socket.send(frame);
  if (feed.keepAlive) socket.send(feed.keepAlive.frame(START));
  return result;
}

async function watchAll(simulator: Simulator, exchange: string): Promise<Watch[]> {
  const instruments = await instrumentsOf(simulator, exchange);
  const watches = await Promise.all(
    sourceOf(exchange).feeds.map(feed => watch(simulator, exchange, feed, instruments)),
  );
  const unanswered = () =>
    watches.filter(({ controls }) => !controls.some(({ kind }) => kind === 'subscribed')).length;
  await until(
    () => unanswered() === 0,
    () =>
      `${exchange}: a control 'subscribed' on each feed; ${unanswered()} of ${watches.length} had none, ` +
      `got ${JSON.stringify(watches.map(({ controls, rejects }) => ({ controls, rejects })))}`,
  );
  return watches;
}

async function until(holds: () => boolean, what = () => 'a condition'): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what()}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

/** Advances in steps of five seconds, letting sockets have their turn. */
async function advance(simulator: Simulator, from: number, to: number): Promise<void> {
  for (let now = from; now <= to; now += 5_000) {
    simulator.advance(now);
    await new Promise(resolve => setImmediate(resolve));
  }
}

const entriesOf = (simulator: Simulator, exchange: string): LedgerEntry[] =>
  simulator.ledger.entries().filter(entry => entry.exchange === exchange);

const byId = (events: readonly { id: string }[]) => new Map(events.map(event => [event.id, event]));

/** Numbers that took different ways agree to twelve digits. */
function expectSame(read: readonly Liquidation[], told: readonly Omit<Liquidation, 'exchange'>[]): void {
  const found = byId(read) as Map<string, Liquidation>;
  expect([...found.keys()].sort()).toEqual(told.map(({ id }) => id).sort());
  for (const { id, instrument, symbol, side, time, priceKind, price, quantity, notionalUsd } of told) {
    expect(found.get(id)).toMatchObject({ instrument, symbol, side, time, priceKind });
    expect((found.get(id)?.price ?? 0) / price).toBeCloseTo(1, 12);
    expect((found.get(id)?.quantity ?? 0) / quantity).toBeCloseTo(1, 12);
    expect((found.get(id)?.notionalUsd ?? 0) / notionalUsd).toBeCloseTo(1, 12);
  }
}

describe.each(ALL)('%s', exchange => {
  const { polls, feeds } = sourceOf(exchange);
  if (feeds.length > 0)
    test('what is pushed is read as it was meant, each event once', async () => {
      const simulator = await simulate([exchange]);
      const watches = await watchAll(simulator, exchange);
      await advance(simulator, START, START + 30 * MINUTE);
      const entries = entriesOf(simulator, exchange);
      expect(entries.length, `events of test/simulator/venues/${exchange}.ts`).toBeGreaterThan(20);
      const events = () => watches.flatMap(({ events }) => events);
      const rejects = () => watches.flatMap(({ rejects }) => rejects);
      await until(
        () => events().length + rejects().length >= entries.length,
        () => `${exchange}: ${entries.length} events, of which readMessage gave ${events().length}`,
      );
      expect(rejects(), 'what readMessage of its adapter set aside').toEqual([]);
      expectSame(
        events(),
        entries.flatMap(({ feed }) => feed?.liquidation ?? []),
      );
      expect(entries.filter(({ delivered }) => delivered === 0)).toEqual([]);
    });

  if (polls.length > 0)
    test('what is listed is read as it was meant', async () => {
      const simulator = await simulate([exchange]);
      await advance(simulator, START, START + 50 * MINUTE);
      const source = sourceOf(exchange);
      const instruments = await instrumentsOf(simulator, exchange);
      const known = new Map(instruments.map(instrument => [instrument.instrument, instrument]));
      const read: Liquidation[] = [];
      for (const poll of source.polls) {
        for (const target of new Set(poll.targets(instruments))) {
          const span = { target, from: START, to: START + 50 * MINUTE };
          const context = { instrument: (name: string) => known.get(name) };
          const result = await pollSpan(request => ask(simulator, request), source, poll, span, context);
          expect([result.failure, result.rejects]).toEqual([undefined, []]);
          read.push(...result.liquidations);
        }
      }
      const listed = entriesOf(simulator, exchange).flatMap(({ list }) => list?.liquidation ?? []);
      expect(listed.length, `rows that test/simulator/venues/${exchange}.ts can list`).toBeGreaterThan(20);
      expectSame(read, listed);
    });

  test('instruments, candles, open interest, ratios and tiers are answered in its language', async () => {
    const simulator = await simulate([exchange]);
    await advance(simulator, START, START + HOUR);
    const market = marketOf(exchange);
    const instruments = await instrumentsOf(simulator, exchange);
    expect(new Set(instruments.map(({ symbol }) => symbol)), 'symbols of its list').toEqual(new Set(SYMBOLS));
    const instrument = instruments.find(({ symbol }) => symbol === 'BTC') as Instrument;
    const priceOf = () => 80_000;
    const series = { instrument, step: 5 * MINUTE, from: START, to: START + HOUR, priceAt: priceOf };
    const candles =
      market.candles?.read(await ask(simulator, market.candles.request(series)), series).rows ?? [];
    if (!market.candles) return;
    expect(candles.map(({ time }) => (time - START) / MINUTE)).toEqual([
      0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55,
    ]);
    expect(
      candles.filter(({ volume }) => !(volume > 0)),
      'candles without a volume',
    ).toEqual([]);
    const { openInterest, openInterestHistory, accountRatios, marginTiers } = market;
    if (openInterest) {
      const now = { instruments, instrument, now: START + HOUR, priceOf };
      const interest = await Promise.all(
        (openInterest.parts ?? [undefined]).map(async part => {
          const asked = { ...now, ...(part !== undefined && { part }) };
          return openInterest.read(await ask(simulator, openInterest.request(asked)), asked).rows;
        }),
      );
      const own = interest.flat().find(row => row.instrument === instrument.instrument);
      const told = `coins of open interest of ${instrument.instrument}, of ${JSON.stringify(interest.flat())}`;
      // About two billion dollars at 80,000.
      expect(own?.openInterest, told).toBeGreaterThan(15_000);
      expect(own?.openInterest, told).toBeLessThan(40_000);
    }
    for (const part of [openInterestHistory, accountRatios]) {
      const step = part?.steps.find(length => length >= 5 * MINUTE);
      if (!part || step === undefined) continue;
      const asked = { ...series, step };
      const { rows } = part.read(await ask(simulator, part.request(asked)), asked);
      expect(rows.length, `rows of ${part.request(asked).url}`).toBeGreaterThan(0);
    }
    if (marginTiers) {
      const asked = { instruments, instrument, priceOf };
      const { rows } = marginTiers.read(await ask(simulator, marginTiers.request(asked)), asked);
      expect(rows.length, `margin tiers of ${instrument.instrument}`).toBeGreaterThan(0);
    }
  });
});

/** Watches one venue for half an hour whose second third is struck by a fault. */
async function struck(exchange: string, kind: FaultKind, value?: number) {
  const simulator = await simulate([exchange]);
  const watches = await watchAll(simulator, exchange);
  const [from, to] = [START + 10 * MINUTE, START + 20 * MINUTE];
  simulator.fault({ exchange, kind, from, to, ...(value !== undefined && { value }) });
  await advance(simulator, START, START + 30 * MINUTE);
  const entries = entriesOf(simulator, exchange);
  const during = entries.filter(({ publishedAt }) => publishedAt >= from && publishedAt < to);
  expect(during.length).toBeGreaterThan(5);
  await until(() => byId(watches.flatMap(({ events }) => events)).size >= simulator.ledger.given().length);
  // Frames come in the order they were sent, so all before the last event are here; unpacking takes a few turns more.
  const frames = () => watches.reduce((sum, { events, rejects }) => sum + events.length + rejects.length, 0);
  for (let before = -1; before !== frames(); ) {
    before = frames();
    await new Promise(resolve => setTimeout(resolve, 200));
  }
  const events = watches.flatMap(watched => watched.events);
  return {
    simulator,
    watches,
    entries,
    during,
    events,
    rejects: watches.flatMap(watched => watched.rejects),
  };
}

describe('faults', () => {
  test('refused: connections are cut and what happens is withheld', async () => {
    const { watches, simulator, during, events } = await struck('bybit', 'refused');
    expect(watches.every(({ closed }) => closed())).toBe(true);
    expect(during.every(({ delivered }) => delivered === 0)).toBe(true);
    expect(byId(events).size).toBe(simulator.ledger.given().length);
  });

  test('half-open: the socket stays and carries nothing, until it is cut', async () => {
    const { during, watches } = await struck('okx', 'half-open');
    expect(during.every(({ delivered }) => delivered === 0)).toBe(true);
    await until(() => watches.every(({ closed }) => closed()));
  });

  test('half-open: a socket taken meanwhile is dead for good, and swallows no single frame only', async () => {
    const simulator = await simulate(['htx']);
    const feed = sourceOf('htx').feeds.find(({ name }) => name === 'coin-m-swap') as Feed;
    const instruments = await instrumentsOf(simulator, 'htx');
    simulator.fault({ exchange: 'htx', kind: 'half-open', from: START, to: START + 1_000 });
    const visitor = await watch(simulator, 'htx', feed, instruments);
    await simulator.delivered(true);
    simulator.advance(START + 1_000);
    await until(visitor.closed);
    expect(visitor.controls).toEqual([]);
  });

  test('garbage: frames cannot be unpacked and are rejected', async () => {
    const { during, events, rejects, simulator } = await struck('htx', 'garbage');
    expect(rejects.length).toBeGreaterThanOrEqual(during.length);
    expect(byId(events).size).toBe(simulator.ledger.given().length);
  });

  test('a missing field is rejected, row by row; a new one is not', async () => {
    const missing = await struck('dydx', 'missing-field');
    expect(missing.rejects).toHaveLength(missing.during.length);
    expect(missing.during.every(({ delivered }) => delivered === 0)).toBe(true);
    const added = await struck('kraken', 'new-field');
    expect(added.rejects).toEqual([]);
    expect(byId(added.events).size).toBe(added.entries.length);
  });

  test('duplicates and another order change nothing but the order', async () => {
    const twice = await struck('deribit', 'duplicate');
    expect(twice.events).toHaveLength(twice.entries.length + twice.during.length);
    expect(byId(twice.events).size).toBe(twice.entries.length);
    const swapped = await struck('binance', 'reorder');
    expect(byId(swapped.events).size).toBe(swapped.entries.length);
    const times = swapped.events.map(({ time }) => time);
    expect(times).not.toEqual(times.toSorted((a, b) => a - b));
  });

  test('a renamed channel stays silent while the connection lives', async () => {
    const { during, watches, entries, events } = await struck('bybit', 'renamed-channel');
    expect(during.every(({ delivered }) => delivered === 0)).toBe(true);
    expect(watches.some(({ closed }) => closed())).toBe(false);
    expect(byId(events).size).toBe(entries.length - during.length);
  });

  test('late frames keep their times; a clock that is off shifts them', async () => {
    const late = await struck('okx', 'delay', 30_000);
    expect(byId(late.events).size).toBe(late.entries.length);
    const off = await struck('okx', 'clock', -3 * MINUTE);
    expect(off.during.every(({ time, publishedAt }) => publishedAt - time >= 3 * MINUTE)).toBe(true);
    expectSame(
      off.events,
      off.entries.flatMap(({ feed }) => feed?.liquidation ?? []),
    );
  });

  test('status: requests and upgrades are answered with it, and when to come back', async () => {
    const simulator = await simulate(['gate']);
    simulator.fault({ exchange: 'gate', kind: 'status', value: 429, from: START, to: START + 90_000 });
    const url = at(simulator, 'https://api.gateio.ws/api/v4/futures/usdt/contracts');
    const response = await fetch(url);
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '90']);
    const feed = sourceOf('gate').feeds[0] as Feed;
    await expect(watch(simulator, 'gate', feed, [])).rejects.toThrow('could not connect');
    simulator.advance(START + 90_000);
    expect((await fetch(url)).status).toBe(200);
  });

  test('refused, half-open, slow and broken answers', async () => {
    const simulator = await simulate(['gate']);
    const url = at(simulator, 'https://api.gateio.ws/api/v4/futures/usdt/contracts');
    const fault = (kind: FaultKind, minute: number, value?: number) =>
      simulator.fault({
        exchange: 'gate',
        kind,
        from: START + minute * MINUTE,
        to: START + (minute + 1) * MINUTE,
        ...(value !== undefined && { value }),
      });
    fault('refused', 0);
    fault('half-open', 1);
    fault('slow', 2, 2_000);
    fault('garbage', 3);
    await expect(fetch(url)).rejects.toThrow();
    simulator.advance(START + MINUTE);
    const unanswered = fetch(url).then(
      () => 'answered',
      () => 'cut',
    );
    await until(() => simulator.held().length === 1);
    simulator.advance(START + 2 * MINUTE);
    expect(await unanswered).toBe('cut');
    let answered = false;
    const slow = fetch(url).then(response => {
      answered = true;
      return response.status;
    });
    await until(() => simulator.held().length === 1);
    simulator.advance(START + 2 * MINUTE + 1_999);
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(answered).toBe(false);
    simulator.advance(START + 2 * MINUTE + 2_000);
    expect(await slow).toBe(200);
    simulator.advance(START + 3 * MINUTE);
    await expect(fetch(url).then(response => response.json())).rejects.toThrow(SyntaxError);
  });

  test('the same seed strikes the same, every kind in time', () => {
    const options = {
      seed: 3,
      exchanges: ALL,
      from: START,
      to: START + 24 * HOUR,
      count: 200,
      longest: 20 * MINUTE,
    };
    const faults = randomFaults(options);
    expect(randomFaults(options)).toEqual(faults);
    expect(randomFaults({ ...options, seed: 4 })).not.toEqual(faults);
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(FAULT_KINDS));
    expect(faults.every(({ from, to }) => from >= START && to <= START + 24 * HOUR && from < to)).toBe(true);
  });
});

test('the same seed publishes the same events, another one others', async () => {
  const ids = async (seed: number) => {
    const simulator = await simulate(ALL, seed);
    simulator.advance(START + 20 * MINUTE);
    return simulator.ledger
      .entries()
      .map(({ exchange, feed, list }) => `${exchange} ${(feed ?? list)?.liquidation.id}`);
  };
  const first = await ids(1);
  expect(first.length).toBeGreaterThan(50);
  expect(await ids(1)).toEqual(first);
  expect(await ids(2)).not.toEqual(first);
});

test('the retired path of Binance opens and stays silent', async () => {
  const simulator = await simulate(['binance']);
  const feed = sourceOf('binance').feeds[0] as Feed;
  const silent = await watch(
    simulator,
    'binance',
    { ...feed, urls: ['wss://fstream.binance.com/ws/!forceOrder@arr'] },
    [],
  );
  await advance(simulator, START, START + 20 * MINUTE);
  expect(entriesOf(simulator, 'binance').length).toBeGreaterThan(10);
  expect(silent.events).toEqual([]);
  expect(silent.controls.length).toBeGreaterThan(0);
});

test('whoever subscribes late is given the latest again', async () => {
  const simulator = await simulate(['kraken']);
  await advance(simulator, START, START + 20 * MINUTE);
  const [watched] = await watchAll(simulator, 'kraken');
  await until(() => (watched?.events.length ?? 0) > 0);
  const given = simulator.ledger.given().flatMap(({ feed }) => feed?.liquidation ?? []);
  expectSame(watched?.events ?? [], given);
});
