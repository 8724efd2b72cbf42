import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import type { Exchange } from '../../../schema/exchange.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { saveCoverage } from '../../../workers/store/save-coverage.ts';
import { countRows } from '../../support/count-rows.ts';
import { readWatched } from '../../support/d1/read-watched.ts';

const start = Date.UTC(2024, 7, 5, 6);

/** Minutes `from` to `to` after the start, seen whole unless said otherwise. */
async function watch(
  exchange: Exchange,
  feed: string,
  from: number,
  to: number,
  seconds = 60,
): Promise<void> {
  const minutes = Array.from({ length: to - from }, (_, i) => start + (from + i) * MINUTE);
  await env.DB.batch(
    saveCoverage(
      env.DB,
      minutes.map(time => ({ exchange, feed, time, seconds, events: 0 })),
    ),
  );
}

/** What was seen and what was told of, in minutes after the start. */
async function watched(exchange: Exchange, { from = 0, to = 60 } = {}) {
  const span = { from: start + from * MINUTE, to: start + to * MINUTE };
  const found = (await readWatched(env.DB, { exchanges: ['binance', 'okx'], ...span })).get(exchange);
  const inMinutes = (spans: readonly (readonly [number, number])[] = []) =>
    spans.map(([from, to]) => [(from - start) / MINUTE, (to - start) / MINUTE]);
  return found && { seen: inMinutes(found.seen), told: inMinutes(found.told) };
}

beforeEach(async () => {
  await env.DB.exec('DELETE FROM feed_coverage');
});

test('whole hours and single minutes are seen, and an exchange without feeds is absent', async () => {
  await watch('binance', 'liquidations', 0, 77);
  await watch('binance', 'liquidations', 80, 90);
  expect(await watched('binance', { to: 120 })).toEqual({
    seen: [
      [0, 77],
      [80, 90],
    ],
    told: [
      [0, 77],
      [80, 90],
    ],
  });
  expect(await watched('okx')).toBeUndefined();
});

test('a minute seen in part is seen in part, one seen but for a reconnect whole, one not seen is told of', async () => {
  await watch('binance', 'liquidations', 0, 1, 30);
  await watch('binance', 'liquidations', 1, 2, 58);
  await watch('binance', 'liquidations', 2, 3, 0);
  expect(await watched('binance')).toEqual({
    seen: [
      [0, 0.5],
      [1, 2],
    ],
    told: [[0, 3]],
  });
});

test('an hour of reconnects is seen whole', async () => {
  for (const seconds of [58, 59]) await watch('binance', 'liquidations', 0, 30, seconds);
  await watch('binance', 'liquidations', 30, 60, 58);
  expect(await watched('binance')).toMatchObject({ seen: [[0, 60]] });
});

test('an exchange saw what all its feeds saw, one that is missing for an hour too', async () => {
  await watch('binance', 'linear', 0, 180);
  await watch('binance', 'inverse', 0, 65);
  // The hour of which one feed reported nothing was not seen.
  expect(await watched('binance', { to: 180 })).toEqual({ seen: [[0, 65]], told: [[0, 180]] });
  expect(await watched('binance', { from: 120, to: 180 })).toMatchObject({ seen: [[0, 65]] });
});

test('a feed that came or went on another day is not waited for', async () => {
  await watch('binance', 'linear', 0, 60);
  await watch('binance', 'linear', DAY / MINUTE, DAY / MINUTE + 60);
  await watch('binance', 'inverse', DAY / MINUTE, DAY / MINUTE + 30);
  expect(await watched('binance', { to: (2 * DAY) / MINUTE })).toMatchObject({
    seen: [
      [0, 60],
      [DAY / MINUTE, DAY / MINUTE + 30],
    ],
  });
});

test('a row of an hour is read once, however many minutes it has', async () => {
  for (let hour = 0; hour < 24; hour++) await watch('binance', 'linear', hour * 60, hour * 60 + 60);
  const { db, rows } = countRows(env.DB);
  await readWatched(db, { exchanges: ['binance'], from: start, to: start + 24 * HOUR });
  // Eighteen hours of the first day, six of the next, and the name asked for a few times.
  expect(rows()).toBeGreaterThanOrEqual(24);
  expect(rows()).toBeLessThan(40);
});
