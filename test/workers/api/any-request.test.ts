import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { beforeAll, expect, test, vi } from 'vitest';
import { HOUR } from '../../../schema/range.ts';
import { openapi } from '../../../workers/api/openapi.ts';
import worker from '../../../workers/index.ts';
import { advance, createFilter, encodeState } from '../../../workers/model/filter.ts';
import { type Answered, type Asked, targetOf } from '../../outside/requests/asked.ts';
import { type Description, routesOf } from '../../outside/requests/description.ts';
import { type Fault, faultsOf } from '../../outside/requests/faults-of.ts';
import { asHead, headFaults } from '../../outside/requests/head-faults.ts';
import { maliciousRequests } from '../../outside/requests/malicious-requests.ts';
import { validRequests } from '../../outside/requests/valid-requests.ts';
import { clearMarkets, flatCandles, seedBars, seedCandles } from '../../support/seed-market.ts';
import { storeLanes, takeIn } from '../../support/symbol-record.ts';
import { environment, seedColumns } from './market.ts';

/** A part of what `npm run outside -- requests` asks a running product. */
const ORIGIN = 'https://any-request.test';
const START = Date.UTC(2024, 7, 5);
const routes = routesOf(JSON.parse(JSON.stringify(openapi(ORIGIN))) as Description);
const known = { origin: ORIGIN, values: { symbol: ['BTC'], time: [String(START + 23 * HOUR)] } };
/** Mistakes that are shown; one is enough to look for the reason. */
const MOST_SHOWN = 20;
const runs = { seed: 2_026, numRuns: 200 };

beforeAll(async () => {
  await clearMarkets(env.DB);
  const track = { symbol: 'BTC', exchange: 'binance' } as const;
  const candles = flatCandles(START, HOUR, 24, 50_000);
  await seedCandles(env.DB, track, candles);
  await seedBars(env.DB, track, [{ time: START, step: HOUR, longUsd: 1e6, shortUsd: 2e6, count: 3 }]);
  await seedColumns({ symbol: 'BTC', exchange: 'all', resolution: HOUR }, [
    { time: START + 23 * HOUR, usd: { 48000: 1e6 } },
  ]);
  const filter = createFilter();
  for (const candle of candles) advance(filter, candle);
  const lanes = { binance: { end: START + 24 * HOUR, state: encodeState(filter) } };
  await storeLanes('BTC', lanes);
  await takeIn();
});

/** The answer of the Worker; undefined where a request is one that no Worker is ever given. */
async function send(asked: Asked): Promise<Answered | undefined> {
  const { method, headers, body } = asked;
  let request: Request;
  try {
    request = new Request(ORIGIN + targetOf(asked), {
      method,
      headers: headers.map(([name, value]): [string, string] => [name, value]),
      ...(body !== undefined && { body }),
    });
  } catch {
    return undefined;
  }
  const context = createExecutionContext();
  const response = await worker.fetch(
    request as Request<unknown, IncomingRequestCfProperties>,
    environment('replay'),
    context,
  );
  const answered = {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: new Uint8Array(await response.arrayBuffer()),
    took: 0,
  };
  await waitOnExecutionContext(context);
  return answered;
}

/** What is wrong with the answers to all of them, each with the line of its request. */
async function faultsWith(requests: readonly Asked[]) {
  const told: string[] = [];
  let answered = 0;
  for (const asked of requests) {
    const answer = await send(asked);
    if (!answer) continue;
    answered++;
    const faults: Fault[] = faultsOf(asked, answer);
    const head = asked.method === 'GET' ? await send(asHead(asked)) : undefined;
    if (head) faults.push(...headFaults(answer, head));
    const line = `${asked.method} ${targetOf(asked).slice(0, 300)} ${JSON.stringify(asked.headers).slice(0, 200)}`;
    told.push(...faults.map(fault => `${line}: ${fault.kind}: ${fault.told}`));
  }
  return { told: told.slice(0, MOST_SHOWN), answered };
}

test('what the description allows is never refused, and answered as it says', async () => {
  const { told, answered } = await faultsWith(fc.sample(validRequests(routes, known), runs));
  expect(told).toEqual([]);
  expect(answered).toBe(runs.numRuns);
});

test('whatever else is asked is an answer or a problem, short, readable from anywhere and of our own words', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const { told, answered } = await faultsWith(fc.sample(maliciousRequests(routes, known), runs));
  logged.mockRestore();
  expect(told).toEqual([]);
  expect(answered).toBeGreaterThan(runs.numRuns / 2);
});
