import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Subscription, subscribe } from '../../widget/feed.ts';
import { readJson } from '../../widget/load.ts';

let subscription: Subscription;
let urls = 0;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  subscription.stop();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/**
 * Follows a URL of its own that answers as told, until it has asked `most` times or will not ask again; the pauses
 * between its questions, in seconds.
 */
async function pausesOf(answer: () => Response, most: number, refresh?: number): Promise<number[]> {
  const asked: number[] = [];
  let answered = Promise.withResolvers<void>();
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () => {
    asked.push(Date.now());
    return answer();
  });
  const url = `https://feed-${urls++}.example`;
  const options = refresh === undefined ? {} : { refresh };
  subscription = subscribe(url, readJson, () => answered.resolve(), options);
  await answered.promise;
  while (vi.getTimerCount() > 0 && asked.length < most) {
    answered = Promise.withResolvers();
    await vi.advanceTimersToNextTimerAsync();
    await answered.promise;
  }
  return asked.slice(1).map((time, i) => (time - (asked[i] as number)) / 1000);
}

/** Each pause is as long as is said, or up to a tenth longer. */
function expectPauses(pauses: readonly number[], said: readonly number[]): void {
  expect(pauses).toHaveLength(said.length);
  for (const [i, pause] of pauses.entries()) {
    expect(pause).toBeGreaterThanOrEqual(said[i] as number);
    expect(pause).toBeLessThanOrEqual((said[i] as number) * 1.1);
  }
}

test('if nothing else is said, a value is renewed each minute', async () => {
  expectPauses(await pausesOf(() => Response.json({}), 4), [60, 60, 60]);
});

test.each([429, 503])(
  'after a %i it asks again after 1, 2, 4 … seconds, and never waits more than a minute',
  async status => {
    const pauses = await pausesOf(() => new Response('', { status }), 10);
    expectPauses(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
  },
);

test('what is refused for good is not asked again', async () => {
  expect(await pausesOf(() => new Response('', { status: 404 }), 3)).toEqual([]);
});

test('a value that need not be renewed is asked for once', async () => {
  expect(await pausesOf(() => Response.json({}), 3, 0)).toEqual([]);
});

test('a pause longer than a timer can hold is the longest it can, not none', async () => {
  expect(await pausesOf(() => Response.json({}), 2, 1e12)).toEqual([(2 ** 31 - 1) / 1000]);
});
