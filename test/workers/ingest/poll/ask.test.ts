import { describe, expect, test } from 'vitest';
import type { RateLimit } from '../../../../workers/exchange/adapter.ts';
import { type Budget, createAsk } from '../../../../workers/ingest/poll/ask.ts';
import { manualClock } from '../../../support/manual-clock.ts';

const noon = Date.UTC(2026, 0, 5, 12);
const get = (weight = 1) => ({ url: 'https://venue.test/x', method: 'GET', headers: {}, weight }) as const;

function asking(
  answer: (signal: AbortSignal) => Response | Promise<Response>,
  { limit = { budget: 100, per: 60_000 } as RateLimit, budget = { left: 100 } as Budget } = {},
) {
  const clock = manualClock(noon);
  let sent = 0;
  const { ask, used } = createAsk(
    { exchange: 'okx', limit },
    {
      fetch: async (_, init) => {
        sent++;
        return answer(init?.signal as AbortSignal);
      },
      ...{ clock, budget },
    },
  );
  return { ask, used, clock, budget, sent: () => sent };
}

test('a good answer is its body, and costs one request', async () => {
  const { ask, budget } = asking(() => new Response('{"a":1}'));
  expect(await ask(get())).toBe('{"a":1}');
  expect(budget.left).toBe(99);
});

test('when the requests of the run are used up nothing is sent, and nobody is to blame', async () => {
  const { ask, sent } = asking(() => new Response(''), { budget: { left: 1 } });
  await ask(get());
  await expect(ask(get())).rejects.toMatchObject({ reach: 'run' });
  expect(sent()).toBe(1);
});

describe('of a limit only half is used', () => {
  test('by weight, until its period is over', async () => {
    const { ask, clock, sent } = asking(() => new Response(''));
    await ask(get(30));
    await ask(get(20));
    await expect(ask(get(1))).rejects.toMatchObject({ reach: 'run' });
    await clock.advance(60_000);
    await ask(get(1));
    expect(sent()).toBe(3);
  });

  test('and a period that is short is waited for', async () => {
    const { ask, clock, sent } = asking(() => new Response(''), { limit: { budget: 2, per: 2_000 } });
    await ask(get());
    const second = ask(get());
    await clock.advance(1_999);
    expect(sent()).toBe(1);
    await clock.advance(1);
    await second;
    expect(sent()).toBe(2);
  });

  test('but a single question that weighs more is asked', async () => {
    const { ask } = asking(() => new Response('fine'));
    expect(await ask(get(90))).toBe('fine');
  });

  test('as the venue counts it, with whoever else asks from here', async () => {
    const used = (headers: Pick<Headers, 'get'>) => Number(headers.get('x-used')) / 100;
    const { ask, used: told } = asking(() => new Response('', { headers: { 'x-used': '51' } }), {
      limit: { budget: 100, per: 60_000, used },
    });
    await ask(get());
    expect(told()).toBe(0.51);
    await expect(ask(get())).rejects.toMatchObject({ reach: 'run' });
  });
});

test('an answer that does not come in ten seconds is the exchange failing', async () => {
  const { ask, clock } = asking(
    signal => new Promise((_, fail) => signal.addEventListener('abort', () => fail(signal.reason))),
  );
  const asked = expect(ask(get())).rejects.toMatchObject({ reach: 'exchange' });
  await clock.advance(10_000);
  await asked;
});

test.each([
  [400, 'question'],
  [404, 'question'],
  [403, 'exchange'],
  [418, 'exchange'],
  [429, 'exchange'],
  [451, 'exchange'],
  [500, 'exchange'],
])('status %d stops the %2$s', async (status, reach) => {
  const { ask } = asking(() => new Response('why', { status }));
  await expect(ask(get())).rejects.toMatchObject({
    reach,
    message: `GET https://venue.test/x: expected 200, got ${status} why`,
    retryAt: undefined,
  });
});

test('Retry-After is read as seconds and as a date', async () => {
  const retryAt = async (header: string) => {
    const { ask } = asking(() => new Response('', { status: 429, headers: { 'retry-after': header } }));
    return ask(get()).catch((error: { retryAt: number }) => error.retryAt);
  };
  expect(await retryAt('90')).toBe(noon + 90_000);
  expect(await retryAt('Mon, 05 Jan 2026 12:05:00 GMT')).toBe(noon + 300_000);
  expect(await retryAt('soon')).toBeUndefined();
});
