import { exports } from 'cloudflare:workers';
import { afterEach, expect, test, vi } from 'vitest';
import { oneComputation } from '../../../workers/api/one-computation.ts';

const behind: Promise<unknown>[] = [];

afterEach(() => {
  behind.length = 0;
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Something that comes when it is let. */
function gate<T>() {
  let open = (_: T) => {};
  const passed = new Promise<T>(done => {
    open = done;
  });
  return { passed, open };
}

const waitUntil = (work: Promise<void>) => {
  behind.push(work);
  return undefined;
};

test('who asks while something is computed or being kept gets what comes of it', async () => {
  const made = gate<{ n: number }>();
  const kept = gate<void>();
  const answers = oneComputation<{ n: number }>(() => kept.passed);
  const work = vi.fn(() => made.passed);
  const first = answers.compute('a', work, waitUntil);
  const second = answers.compute('a', work, waitUntil);
  made.open({ n: 1 });
  expect(await first).toEqual({ n: 1 });
  expect(await second).toEqual({ n: 1 });
  expect(await answers.compute('a', work, waitUntil)).toEqual({ n: 1 });
  expect(work).toHaveBeenCalledOnce();
  kept.open();
  await Promise.all(behind);
  expect(answers.underWay('a')).toBeUndefined();
  await answers.compute('a', work, waitUntil);
  expect(work).toHaveBeenCalledTimes(2);
});

test('another key is another computation', async () => {
  const answers = oneComputation<{ key: string }>(async () => {});
  const of = (key: string) => answers.compute(key, async () => ({ key }), waitUntil);
  expect(await Promise.all([of('a'), of('b')])).toEqual([{ key: 'a' }, { key: 'b' }]);
});

test('what takes too long elsewhere is computed here', async () => {
  vi.useFakeTimers();
  const answers = oneComputation<{ n: number }>(async () => {});
  // The request that computes has ended with its work undone.
  void answers.compute('a', () => new Promise(() => {}), waitUntil);
  const waiting = answers.compute('a', async () => ({ n: 2 }), waitUntil);
  await vi.advanceTimersByTimeAsync(10_001);
  expect(await waiting).toEqual({ n: 2 });
});

test('what could not be kept is given all the same', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const answers = oneComputation<{ n: number }>(() => Promise.reject(new Error('full')));
  expect(await answers.compute('a', async () => ({ n: 3 }), waitUntil)).toEqual({ n: 3 });
  await Promise.all(behind);
  expect(logged).toHaveBeenCalledOnce();
});

test('requests of their own share an answer, though one of them made it', async () => {
  const worker = (exports as unknown as { default: Fetcher }).default;
  const responses = await Promise.all(
    Array.from({ length: 40 }, () => worker.fetch('https://shared.test/v1/status')),
  );
  expect(new Set(responses.map(response => response.status))).toEqual(new Set([200]));
  // Each computation would tell its own time.
  expect(new Set(await Promise.all(responses.map(response => response.text()))).size).toBe(1);
});
