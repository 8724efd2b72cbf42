import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { readPollStates, savePollStates } from '../../../workers/store/poll-states.ts';
import { readPollProgress } from '../../../workers/store/read-poll-progress.ts';

beforeEach(async () => {
  await env.DB.exec('DELETE FROM poll_states');
});

test('what polls left behind is kept by exchange, the last one standing', async () => {
  await env.DB.batch(savePollStates(env.DB, [{ exchange: 'okx', time: 1, state: '{}' }]));
  await env.DB.batch(savePollStates(env.DB, [{ exchange: 'okx', time: 2, state: '{"a":1}' }]));
  await env.DB.batch(savePollStates(env.DB, [{ exchange: 'gate', time: 3, state: '{}' }]));
  expect(await readPollStates(env.DB)).toEqual([
    { exchange: 'gate', time: 3, state: '{}' },
    { exchange: 'okx', time: 2, state: '{"a":1}' },
  ]);
});

test('progress of filling in is told by symbol, and what fails with the reason', async () => {
  const state = {
    goodAt: 500,
    backoff: { failures: 1, until: 900, error: 'HTTP 503', at: 600 },
    questions: { 'candles ETH': { failures: 2, until: 800, error: 'expected a number', at: 600 } },
    done: { 'candles BTC': 150, 'candles SOL': 990 },
    backfill: { BTC: { from: 100, to: 200 }, ETH: { from: 100, to: 200 }, SOL: { from: 100, to: 200 } },
  };
  await env.DB.batch(
    savePollStates(env.DB, [
      { exchange: 'gate', time: 1, state: '{}' },
      { exchange: 'okx', time: 1, state: JSON.stringify(state) },
    ]),
  );
  expect(await readPollProgress(env.DB)).toEqual([
    { exchange: 'gate', questions: [], backfill: [] },
    {
      exchange: 'okx',
      goodAt: 500,
      backoff: { error: 'HTTP 503', until: 900 },
      questions: [{ question: 'candles ETH', error: 'expected a number', until: 800 }],
      backfill: [
        { symbol: 'BTC', from: 100, to: 200, done: 150, share: 0.5 },
        { symbol: 'ETH', from: 100, to: 200, done: 100, share: 0 },
        { symbol: 'SOL', from: 100, to: 200, done: 200, share: 1 },
      ],
    },
  ]);
});
