import { expect, test } from 'vitest';
import type { Poll, Reading } from '../../../../workers/exchange/adapter.ts';
import { AskError } from '../../../../workers/ingest/poll/ask.ts';
import { pollSpan } from '../../../../workers/ingest/poll/poll-span.ts';

/** A venue with one row at each of these times, of which a page holds two. */
function venue(paging: Poll['paging'], times: readonly number[], window?: number) {
  const asked: string[] = [];
  const poll: Poll = {
    name: 'rows',
    targets: () => [''],
    request: ({ from, to, cursor }) => {
      asked.push([from, to, ...(cursor ? [cursor] : [])].join('-'));
      return { url: `${from},${to},${cursor ?? 0}`, method: 'GET', headers: {}, weight: 1 };
    },
    ...(window !== undefined && { window }),
    ...{ pageSize: 2, paging, lookBack: 1e9 },
  };
  const ask = async ({ url }: { url: string }) => {
    const [from = 0, to = 0, start = 0] = url.split(',').map(Number);
    const rows = times.filter(time => time >= from && time < to);
    if (paging === 'backward') rows.reverse();
    const page = rows.slice(start, start + 2);
    return JSON.stringify({
      page,
      cursor: paging === 'cursor' && rows.length > start + 2 ? `${start + 2}` : '',
    });
  };
  const readAnswer = (text: string): Reading => {
    const { page, cursor } = JSON.parse(text) as { page: number[]; cursor: string };
    return {
      liquidations: page.map(time => ({
        ...{ exchange: 'gate', instrument: 'X', symbol: 'X', side: 'long', price: 1, priceKind: 'fill' },
        ...{ quantity: 1, notionalUsd: 1, time, id: String(time) },
      })) as Reading['liquidations'],
      rejects: [],
      page: {
        rows: page.length,
        ...(page.length > 0 && { oldest: Math.min(...page), newest: Math.max(...page) }),
        ...(cursor && { cursor }),
      },
    };
  };
  const read = (from: number, to: number, failAfter = 100) =>
    pollSpan(
      async request => {
        if (asked.length > failAfter) throw new AskError('run', 'no more requests');
        return ask(request);
      },
      { readAnswer },
      poll,
      { target: '', from, to },
      {},
    );
  return { asked, read };
}
const timesOf = ({ liquidations }: Awaited<ReturnType<typeof pollSpan>>) =>
  [...new Set(liquidations.map(({ time }) => time))].sort((a, b) => a - b);

const times = [1_000, 3_000, 4_000, 4_500, 9_000, 12_000, 12_500];

test.each(['halve', 'backward', 'forward', 'cursor'] as const)(
  'full pages are gone on from by %s until all is read',
  async paging => {
    const { read } = venue(paging, times);
    const result = await read(0, 16_000);
    expect(timesOf(result)).toEqual(times);
    expect(result.until).toBe(16_000);
    // Two seconds hold a full page each, which halves cannot tell from a cut one.
    expect(result.rejects).toHaveLength(paging === 'halve' ? 2 : 0);
  },
);

test('a span longer than the venue answers is asked in windows', async () => {
  const { asked, read } = venue('halve', [1_000, 9_000], 4_000);
  expect(timesOf(await read(0, 10_000))).toEqual([1_000, 9_000]);
  expect(asked).toEqual(['0-4000', '4000-8000', '8000-10000']);
});

test('a second that fills a page cannot be halved: it is read as far as it goes, and said', async () => {
  const { read } = venue('halve', [1_000, 1_200, 1_400, 5_000]);
  const result = await read(0, 8_000);
  expect(timesOf(result)).toEqual([1_000, 1_200, 5_000]);
  expect(result.rejects[0]?.reason).toBe('rows: expected fewer than 2 rows in 1000 ms, got a full page');
});

test('what was read before a failure counts, and says how far it reaches', async () => {
  const { read } = venue('halve', [1_000, 9_000], 4_000);
  const result = await read(0, 12_000, 2);
  expect(timesOf(result)).toEqual([1_000]);
  expect(result.until).toBe(8_000);
  expect(result.failure?.message).toBe('no more requests');
});

test('reading forward, all before the last full page was read whole', async () => {
  const { read } = venue('forward', times);
  const result = await read(0, 16_000, 2);
  expect(timesOf(result)).toEqual([1_000, 3_000, 4_000]);
  expect(result.until).toBe(4_000);
});
