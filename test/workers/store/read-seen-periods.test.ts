import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import type { Exchange } from '../../../schema/exchange.ts';
import { HOUR, MINUTE } from '../../../schema/range.ts';
import { readSeenPeriods } from '../../../workers/store/read-seen-periods.ts';
import { saveCoverage } from '../../../workers/store/save-coverage.ts';

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

const seen = async (exchanges: Exchange[], interval: number, span = 60) => {
  const periods = await readSeenPeriods(env.DB, {
    exchanges,
    interval,
    from: start,
    to: start + span * MINUTE,
  });
  return [...periods].sort().map(time => (time - start) / MINUTE);
};

beforeEach(async () => {
  await env.DB.exec('DELETE FROM feed_coverage');
});

test('a period counts as seen when each of its minutes was', async () => {
  await watch('binance', 'liquidations', 0, 17);
  await watch('binance', 'liquidations', 20, 30);
  expect(await seen(['binance'], 5 * MINUTE)).toEqual([0, 5, 10, 20, 25]);
});

test('a minute seen in part is not seen', async () => {
  await watch('binance', 'liquidations', 0, 4);
  await watch('binance', 'liquidations', 4, 5, 30);
  expect(await seen(['binance'], 5 * MINUTE)).toEqual([]);
});

test('all feeds of an exchange must have seen it, but one exchange is enough', async () => {
  await watch('binance', 'linear', 0, 10);
  await watch('binance', 'inverse', 0, 5);
  expect(await seen(['binance'], 5 * MINUTE)).toEqual([0]);
  await watch('okx', 'liquidations', 5, 10);
  expect(await seen(['binance', 'okx'], 5 * MINUTE)).toEqual([0, 5]);
  expect(await seen(['bybit'], 5 * MINUTE)).toEqual([]);
});

test('a period over several hours needs them all, and one cut by the end only what is left of it', async () => {
  await watch('binance', 'liquidations', 0, 150);
  expect(await seen(['binance'], 2 * HOUR, 150)).toEqual([0, 120]);
  expect(await seen(['binance'], 2 * HOUR, 180)).toEqual([0]);
});
