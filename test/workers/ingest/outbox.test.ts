import { beforeEach, expect, test } from 'vitest';
import type { FeedMinute, Liquidation } from '../../../schema/market.ts';
import type { IngestBatch } from '../../../workers/ingest/batch.ts';
import { createOutbox } from '../../../workers/ingest/outbox.ts';

const noon = Date.UTC(2026, 0, 5, 12);
const event = (n: number): Liquidation => ({
  ...{ exchange: 'okx', instrument: 'BTC-USDT-SWAP', symbol: 'BTC', side: 'long', priceKind: 'bankruptcy' },
  ...{ price: 100, quantity: 1, notionalUsd: 100, time: noon + n, id: String(n) },
});
const minute: FeedMinute = { exchange: 'okx', feed: 'public', time: noon, seconds: 60, events: 1 };
const reject = (payload: string) => ({
  source: 'okx',
  time: noon,
  reason: 'okx sz: expected a number',
  payload,
});
const arrival = (...events: Liquidation[]) => ({ exchange: 'okx', feed: 'public', at: noon, events });

let saved: IngestBatch[];
let failing: boolean;
const open = () =>
  createOutbox({
    save: async batch => {
      if (failing) throw new Error('the store is away');
      saved.push(batch);
    },
  });

beforeEach(() => {
  saved = [];
  failing = false;
});

test('what could not be written is written with the next flush, rejects and coverage as well', async () => {
  const outbox = open();
  outbox.add(arrival(event(1)));
  outbox.reject(reject('a'));
  outbox.cover([minute]);
  failing = true;
  await expect(outbox.flush()).rejects.toThrow('the store is away');
  failing = false;
  outbox.add(arrival(event(2)));
  outbox.reject(reject('b'));
  await outbox.flush();
  expect(saved).toEqual([
    { liquidations: [event(1), event(2)], coverage: [minute], rejects: [reject('a'), reject('b')] },
  ]);
  await outbox.flush();
  expect(saved).toHaveLength(1);
});

test('coverage and rejects go with the last of the events before them', async () => {
  const outbox = open();
  for (let n = 0; n < 3; n++)
    outbox.add(arrival(...Array.from({ length: 3_000 }, (_, i) => event(n * 3_000 + i))));
  outbox.reject(reject('a'));
  outbox.cover([minute]);
  await outbox.flush();
  expect(saved.map(({ liquidations = [], ...rest }) => [liquidations.length, rest])).toEqual([
    [6_000, {}],
    [3_000, { coverage: [minute], rejects: [reject('a')] }],
  ]);
});

test('of a message that nobody could read only its beginning is kept meanwhile', async () => {
  const outbox = open();
  outbox.reject({ ...reject('x'.repeat(100_000)), reason: 'r'.repeat(100_000) });
  await outbox.flush();
  expect(saved[0]?.rejects).toEqual([
    { source: 'okx', time: noon, reason: `${'r'.repeat(499)}…`, payload: `${'x'.repeat(499)}…` },
  ]);
});

test('rejects beyond a bound are let go, the first ones kept', async () => {
  const outbox = open();
  for (let n = 0; n < 600; n++) outbox.reject(reject(String(n)));
  await outbox.flush();
  expect(saved[0]?.rejects?.map(({ payload }) => payload)).toEqual(
    Array.from({ length: 500 }, (_, n) => String(n)),
  );
});
