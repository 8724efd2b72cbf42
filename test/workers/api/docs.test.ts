import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import { HOUR } from '../../../schema/range.ts';
import { app } from '../../../workers/api/app.ts';
import { operations } from '../../../workers/api/openapi.ts';
import { advance, createFilter, encodeState } from '../../../workers/model/filter.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';
import { storeLanes, takeIn } from '../../support/symbol-record.ts';
import { ask, environment, seedColumns } from './market.ts';

const start = Date.UTC(2024, 7, 5);

beforeEach(async () => {
  await clearMarkets(env.DB);
});

/** A market of which everything can be asked. */
async function seed(symbol: string): Promise<void> {
  const candles = flatCandles(start, HOUR, 24, 50_000);
  await seedCandles(env.DB, { symbol, exchange: 'binance' }, candles);
  await seedColumns({ symbol, exchange: 'all', resolution: HOUR }, [
    { time: start + 22 * HOUR, usd: { 48000: 1e6 } },
    { time: start + 23 * HOUR, usd: { 48000: 1e6 } },
  ]);
  const filter = createFilter();
  for (const candle of candles) advance(filter, candle);
  const lanes = { binance: { end: start + 24 * HOUR, state: encodeState(filter) } };
  await storeLanes(symbol, lanes);
  await takeIn();
}

const examplesOf = (html: string): string[] =>
  [...html.matchAll(/<pre[^>]*>(?:GET|curl) [^<]*<a href="([^"]*)">/g)].map(([, href = '']) =>
    href.replaceAll('&amp;', '&'),
  );

test.each([
  ['BTC', 'https://heatmap.example'],
  ['ETH', 'https://heatmap.example'],
  ['ETH', undefined],
])('with %s stored, at %s, every path has an example that is answered', async (symbol, PUBLIC_ORIGIN) => {
  await seed(symbol);
  const bindings = environment('replay', PUBLIC_ORIGIN ? { PUBLIC_ORIGIN } : {});
  // Not what was kept for the symbol before.
  const origin = PUBLIC_ORIGIN ?? 'https://liq-heatmap.invalid';
  await caches.default.delete(`${origin}/docs`);
  const html = await (await app.request('https://heatmap.example/docs', {}, bindings)).text();
  const examples = examplesOf(html);
  expect(examples.length).toBe([...operations().keys()].length);
  for (const example of examples) {
    const response = await app.request(`https://heatmap.example${example}`, {}, bindings);
    expect(response.status, `${example}: ${await response.clone().text()}`).toBe(200);
  }
});

test('with nothing stored, what cannot be shown is said', async () => {
  const html = await (await ask('/docs')).text();
  expect(html).toContain(
    'Nothing is stored yet that an example could ask for: it needs <code>symbol</code>.',
  );
  const needNothing = [...operations()].filter(([, { parameters }]) => !parameters.some(p => p.required));
  expect(examplesOf(html)).toEqual(needNothing.map(([path]) => path));
  expect(examplesOf(html)).toContain('/v1/symbols');
});

test('an example is a command where the origin is known, and a path where it is not', async () => {
  const told = await (await ask('/docs', { origin: 'https://told.example' })).text();
  expect(told).toContain('curl "<a href="/v1/symbols">https://told.example/v1/symbols</a>"');
  const bare = await (await app.request('https://asked.example/docs', {}, environment('replay'))).text();
  expect(bare).toContain('GET <a href="/v1/symbols">/v1/symbols</a>');
  expect(bare).not.toContain('asked.example');
});

test('the page names every path, leads back to the site and runs no script', async () => {
  const page = await ask('/docs?utm_source=x');
  expect(page.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
  const html = await page.text();
  for (const path of [...operations().keys()]) expect(html).toContain(`GET ${path}`);
  expect(html).toContain('<a href="/">');
  expect(html).toContain('<link rel="icon" href="/favicon.ico">');
  expect(html).not.toContain('<script');
});

test('the page names every field of every answer', async () => {
  const html = await (await ask('/docs')).text();
  for (const field of [
    'events[].notionalUsd',
    'bars[].longUsd?',
    'cumulativeUsd',
    'coverage[].gaps',
    'exchanges[].polls?',
  ])
    expect(html).toContain(`<code>${field}</code>`);
});

test('a parameter that is a number says its bounds', async () => {
  expect(await (await ask('/docs')).text()).toContain('<td>integer from 1 to 1000</tr>');
});

test('no field of the page goes without a meaning', async () => {
  expect(await (await ask('/docs')).text()).not.toMatch(/<td><code>[^<]*<\/code><td><td>/);
});

test('what is code in the description is code on the page, and not in backticks', async () => {
  const html = await (await ask('/docs')).text();
  expect(html).toContain('by <code>since</code>; its rows');
  expect(html.replaceAll(/<style>.*<\/style>/gs, '')).not.toContain('`');
});
