/** Half of the reads of D1 fail: whatever was answered once within a day is answered. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { HOUR, MINUTE } from '../../schema/range.ts';
import { type Check, type Failure, fillWithRecording, inFolder, type Judge, withWorker } from './harness.ts';
import { knownUrls } from './known-urls.ts';

const SCRIPT = join(import.meta.dirname, 'faults/failing-worker.ts');
const OF_EACH = 12;
/** How late it is when asked again: while an answer holds, just after, and up to a day. */
const LATER = [0, 3 * MINUTE, 20 * MINUTE, 3 * HOUR, 12 * HOUR, 23.5 * HOUR];
/** What nobody has asked yet. */
const NEW = [
  '/v1/history?symbol=BTC&range=180d&interval=12h',
  '/v1/liquidations?symbol=BTC&limit=77',
  '/v1/score?symbol=BTC',
];

export const judge: Judge = ({ seed }) =>
  inFolder(async state => {
    await fillWithRecording(state);
    return withWorker({ state, mode: 'replay', script: SCRIPT }, ({ url }) => judgeFaults(url, seed));
  });

async function judgeFaults(url: string, seed: number): Promise<Check[]> {
  const set = (share: number, ahead: number) =>
    fetch(`${url}/outside/faults?share=${share}&ahead=${ahead}&seed=${seed}`);
  const how = (path: string) => `a D1 whose reads fail, then curl -i '${url}${path}'`;
  const never = await judgeNew(url, set, how);

  await set(0, 0);
  const good: string[] = [];
  for (const path of await knownUrls(url, seed, OF_EACH))
    if ((await ask(url, path)).status === 200) good.push(path);
  // What is kept is written behind the answer.
  await sleep(2_000);
  const checks = [await judgeShare(0.5), await judgeShare(1)];
  await set(0, 0);
  const after = await Promise.all(good.map(async path => ({ path, ...(await ask(url, path)) })));
  const broken = after.filter(({ status }) => status !== 200);
  const failures = broken.map(({ path, status }) => ({ told: `${status} ${path}`, reproduce: how(path) }));
  return [never, ...checks, { what: 'all is well again', tried: good.length, failures }];

  async function judgeShare(share: number): Promise<Check> {
    const wrong: Failure[] = [];
    let kept = 0;
    for (const ahead of LATER) {
      await set(share, ahead);
      const twice = { seed: seed + ahead, numRuns: 2 };
      for (const path of fc.sample(fc.shuffledSubarray(good, { minLength: good.length }), twice).flat()) {
        const { status, headers, text } = await ask(url, path);
        const lie = status === 200 ? staleness(headers, text) : `${status} ${text.slice(0, 120)}`;
        if (headers.has('age')) kept++;
        if (lie) wrong.push({ told: `${path}: ${ahead / MINUTE} min later ${lie}`, reproduce: how(path) });
      }
    }
    const what = `${share * 100} % of reads fail, up to ${(LATER.at(-1) ?? 0) / HOUR} h later`;
    const tried = good.length * 2 * LATER.length;
    return { what, tried, failures: firstOfEach(wrong), note: `${wrong.length} wrong, ${kept} with an age` };
  }
}

/** What was never answered is a 503 that says when to come back. */
async function judgeNew(
  url: string,
  set: (share: number, ahead: number) => Promise<unknown>,
  how: (path: string) => string,
): Promise<Check> {
  await set(1, 0);
  const failures: Failure[] = [];
  for (const path of NEW) {
    const { status, headers, text } = await ask(url, path);
    const isGood =
      status === 503 &&
      Number(headers.get('retry-after')) > 0 &&
      headers.get('cache-control') === 'no-store' &&
      headers.get('content-type')?.startsWith('application/problem+json');
    const told = `expected a 503 problem with Retry-After, got ${status} ${headers.get('retry-after')} ${text.slice(0, 120)}`;
    if (!isGood) failures.push({ told: `${path}: ${told}`, reproduce: how(path) });
  }
  return { what: 'never asked before, all reads fail', tried: NEW.length, failures };
}

/** An answer that has outlived its time says so. */
function staleness(headers: Headers, text: string): string | undefined {
  const age = Number(headers.get('age') ?? 0);
  const lives = Number(/max-age=(\d+)/.exec(headers.get('cache-control') ?? '')?.[1] ?? Number.NaN);
  if (!(age > lives) || !headers.get('content-type')?.startsWith('application/json')) return undefined;
  return text.includes('"stale":false') ? `${age} s old, of ${lives} s, and "stale": false` : undefined;
}

async function ask(url: string, path: string): Promise<{ status: number; headers: Headers; text: string }> {
  const answer = await fetch(url + path);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** One of each route is enough. */
const firstOfEach = (failures: readonly Failure[]): Failure[] => [
  ...new Map(failures.toReversed().map(one => [/^[^?.:]*/.exec(one.told)?.[0], one])).values(),
];
