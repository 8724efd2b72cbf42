import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Liquidation } from '../../../schema/market.ts';
import { okx } from '../../../workers/exchange/okx.ts';
import type { IngestBatch } from '../../../workers/ingest/batch.ts';
import { fitBatch } from '../../../workers/ingest/fit-batch.ts';
import { createOutbox } from '../../../workers/ingest/outbox.ts';
import { parseBatch } from '../../../workers/ingest/parse-batch.ts';
import { startRun } from '../../../workers/ingest/poll/run.ts';
import { newPollState } from '../../../workers/ingest/poll/state.ts';
import { anyText, goodBatch, goodRows } from '../../support/any-batch.ts';

const now = Date.UTC(2026, 0, 5, 12);
const event: Liquidation = {
  ...{ exchange: 'binance', instrument: 'BTCUSDT', symbol: 'BTC', side: 'long', priceKind: 'fill' },
  ...{ price: 100, quantity: 1, notionalUsd: 100, time: now, id: 'BTCUSDT|1' },
};
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length;
const countOf = (batch: IngestBatch) => Object.values(batch).reduce((sum, rows) => sum + rows.length, 0);

/** What arrives of a batch when all that it is fitted into is posted; nothing of it may be refused. */
function arriving(batch: IngestBatch, limits?: { bytes: number; rows: number }): Required<IngestBatch> {
  const all: Record<string, unknown[]> = {};
  for (const fitted of fitBatch(batch, now, limits)) {
    const { batch: taken, refused } = parseBatch(JSON.stringify(fitted), now);
    expect(refused).toEqual({});
    for (const [part, rows] of Object.entries(taken)) all[part] = [...(all[part] ?? []), ...rows];
  }
  return all as Required<IngestBatch>;
}

test('a batch of good rows arrives whole, within any limits, its notes cut', () => {
  const limits = { bytes: 16_000, rows: 7 };
  fc.assert(
    fc.property(goodBatch(now), batch => {
      for (const fitted of fitBatch(batch, now, limits)) {
        expect(bytesOf(fitted)).toBeLessThanOrEqual(limits.bytes);
        expect(countOf(fitted)).toBeLessThanOrEqual(limits.rows);
      }
      const arrived = arriving(batch, limits);
      for (const [part, rows] of Object.entries(batch)) {
        if (part === 'rejects' || part === 'coverage' || rows.length === 0) continue;
        expect(arrived[part as keyof IngestBatch]).toEqual(rows);
      }
      expect(arrived.rejects ?? []).toHaveLength(batch.rejects?.length ?? 0);
      expect(arrived.coverage ?? []).toHaveLength(batch.coverage?.length ?? 0);
    }),
    { numRuns: 50 },
  );
});

test('what cannot be taken is set aside by who sends it, and costs nothing else', () => {
  const odd: Liquidation[] = [
    { ...event, id: 'x'.repeat(301) },
    { ...event, instrument: '' },
    { ...event, symbol: 'a\u0000b' },
    { ...event, price: Number.NaN },
    { ...event, notionalUsd: Number.POSITIVE_INFINITY },
    { ...event, quantity: 0 },
    { ...event, time: 5e12 },
  ];
  const { liquidations, rejects } = arriving({ liquidations: [event, ...odd, { ...event, id: '2' }] });
  expect(liquidations.map(({ id }) => id)).toEqual(['BTCUSDT|1', '2']);
  expect(rejects.map(({ source, reason }) => `${source} ${reason}`)).toEqual([
    `binance liquidations.id: expected a text of 1 to 300 characters, got "${'x'.repeat(98)}…`,
    'binance liquidations.instrument: expected a text of 1 to 300 characters, got ""',
    'binance liquidations.symbol: expected a text without control characters, got "a\\u0000b"',
    'binance liquidations.price: expected a number of at least 1e-15 and at most 1000000000, got NaN',
    'binance liquidations.notionalUsd: expected a number of above 0 and at most 10000000000, got Infinity',
    'binance liquidations.quantity: expected a number of above 0 and at most 1e+21, got 0',
    'binance liquidations.time: expected a number of at least 1262304000000 and at most 4102444799999, got 5000000000000',
  ]);
});

test('a reject with any payload, an empty one or a frame of 12 kB, arrives with its beginning', () => {
  const reject = { source: 'bybit', time: now, reason: 'r'.repeat(4_000) };
  const payloads = ['', 'x'.repeat(12_000)];
  const { rejects, liquidations } = arriving({
    liquidations: [event],
    rejects: payloads.map(payload => ({ ...reject, payload })),
  });
  expect(liquidations).toEqual([event]);
  expect(rejects.map(({ payload }) => payload)).toEqual(['', `${'x'.repeat(499)}…`]);
  expect(rejects[0]?.reason).toBe(`${'r'.repeat(499)}…`);
});

describe('a batch that is too large for one body', () => {
  const long = Array.from({ length: 7_000 }, (_, i) => ({
    ...event,
    instrument: '中'.repeat(280),
    id: `${i}`.padStart(300, '|'),
  }));

  test('is posted in several by its bytes, however few its rows are', () => {
    const fitted = fitBatch({ liquidations: long }, now);
    expect(long.length).toBeLessThan(8_000);
    expect(fitted.length).toBeGreaterThan(1);
    for (const batch of fitted) expect(bytesOf(batch)).toBeLessThanOrEqual(4_000_000);
    expect(fitted.flatMap(({ liquidations = [] }) => liquidations)).toEqual(long);
  });

  test('tells of its coverage after all that it speaks of', () => {
    const minute = { exchange: 'binance', feed: 'usd-m', time: now, seconds: 60, events: 7_000 } as const;
    const fitted = fitBatch({ coverage: [minute], liquidations: long }, now);
    expect(fitted.map(({ coverage }) => coverage?.length)).toEqual([
      ...fitted.slice(1).map(() => undefined),
      1,
    ]);
  });
});

test('nothing is made of nothing', () => {
  expect(fitBatch({}, now)).toEqual([]);
  expect(fitBatch({ candles: [], coverage: [] }, now)).toEqual([]);
});

test('whatever feeds bring, and however it is flushed, arrives whole', async () => {
  const rows = goodRows(now);
  const arrival = fc.record({
    exchange: fc.constant('okx'),
    feed: fc.constant('public'),
    at: fc.constant(now),
    events: fc.array(rows.liquidations, { maxLength: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(arrival, { maxLength: 5 }),
      fc.array(rows.rejects, { maxLength: 5 }),
      fc.array(rows.coverage, { maxLength: 5 }),
      async (arrivals, rejects, coverage) => {
        const saved: IngestBatch[] = [];
        const outbox = createOutbox({ save: async batch => saved.push(batch) });
        for (const one of arrivals) outbox.add(one);
        for (const reject of rejects) outbox.reject(reject);
        outbox.cover(coverage);
        await outbox.flush();
        const arrived = saved.map(batch => arriving(batch));
        const events = arrivals.flatMap(one => one.events);
        expect(arrived.flatMap(({ liquidations = [] }) => liquidations)).toEqual(events);
        expect(arrived.flatMap(batch => batch.rejects ?? [])).toHaveLength(rejects.length);
        expect(arrived.flatMap(batch => batch.coverage ?? [])).toHaveLength(coverage.length);
      },
    ),
    { numRuns: 25 },
  );
});

test('whatever a poll comes to, its failures of any length among it, arrives whole', async () => {
  await fc.assert(
    fc.asyncProperty(
      goodBatch(now),
      fc.array(fc.record({ reason: anyText(), payload: anyText(2_000) }), { maxLength: 3 }),
      fc.array(anyText(2_000), { maxLength: 3 }),
      async (batch, rejects, errors) => {
        const run = startRun({
          ...{ adapter: okx, state: newPollState(), symbols: [], instruments: [], now, random: () => 0 },
          ...{ ask: async () => '', deep: () => false, minor: () => false, repairRequests: 0 },
        });
        for (const part of Object.keys(run.batch) as (keyof typeof run.batch)[])
          (run.batch[part] as object[]).push(...(batch[part] ?? []));
        run.setAside(rejects);
        for (const [i, message] of errors.entries())
          await run.attempt(`question ${i}`, () => Promise.reject(new Error(message)));
        const notes = rejects.length + errors.length + (batch.rejects?.length ?? 0);
        expect(arriving(run.batch).rejects ?? []).toHaveLength(notes);
      },
    ),
    { numRuns: 50 },
  );
});
