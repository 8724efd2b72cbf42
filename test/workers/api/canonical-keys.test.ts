import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { EXCHANGES } from '../../../schema/exchange.ts';
import { LEVERAGE_GROUP_NAMES } from '../../../schema/leverage-group.ts';
import { DAY, INTERVAL_NAMES, MINUTE, RANGE_NAMES } from '../../../schema/range.ts';
import { PALETTES } from '../../../widget/plot/palette.ts';
import { endpoints } from '../../../workers/api/endpoints.ts';
import { heatmapParameters, heatmapReading } from '../../../workers/api/heatmap.ts';
import { historyParameters, historyReading } from '../../../workers/api/history.ts';
import { liquidationsParameters, liquidationsReading } from '../../../workers/api/liquidations-query.ts';
import { mapParameters } from '../../../workers/api/map.ts';
import { query } from '../../../workers/api/query.ts';
import { scoreParameters, scoreReading } from '../../../workers/api/score.ts';
import { snapshotQuery } from '../../../workers/api/snapshot.ts';
import type { Env } from '../../../workers/env.ts';

/** What of the API settles the question, and then says under which key the answer is kept. */
const keys = new Hono<{ Bindings: Env; Variables: { canonicalUrl: string } }>()
  .get('/v1/heatmap', query(heatmapParameters, heatmapReading), c => c.text(c.var.canonicalUrl))
  .get('/v1/history', query(historyParameters, historyReading), c => c.text(c.var.canonicalUrl))
  .get('/v1/map', query(mapParameters), c => c.text(c.var.canonicalUrl))
  .get('/v1/liquidations', query(liquidationsParameters, liquidationsReading), c =>
    c.text(c.var.canonicalUrl),
  )
  .get('/v1/score', query(scoreParameters, scoreReading), c => c.text(c.var.canonicalUrl))
  .get('/v1/snapshot/:file', snapshotQuery(), c => c.text(c.var.canonicalUrl))
  .onError(() => new Response(undefined, { status: 400 }));

/** The key of a question; undefined where it is refused. */
async function keyOf(path: string): Promise<string | undefined> {
  const response = await keys.request(path, {}, { MODE: 'live' } as Env);
  return response.ok ? response.text() : undefined;
}

/** All questions that can be put together from these words, '' leaving a parameter out. */
function questions(path: string, words: Record<string, readonly (string | number)[]>): string[] {
  let all = [''];
  for (const [name, values] of Object.entries(words))
    all = all.flatMap(text => values.map(value => (value === '' ? text : `${text}&${name}=${value}`)));
  return all.map(text => `${path}?${text.slice(1)}`);
}

async function distinct(asked: readonly string[]): Promise<number> {
  const found = new Set<string>();
  for (const question of asked) {
    const key = await keyOf(question);
    if (key !== undefined) found.add(key);
  }
  return found.size;
}

const range = RANGE_NAMES;
const exchange = ['all', ...EXCHANGES];
const now = Date.now();
const times = ['', 1, now - 400 * DAY, now - 3_333_333, now - 1, now + DAY];

/** Of one symbol and moment, for each route all that changes its key. What is cut from an answer changes none. */
const COUNTS = {
  // Of all: 2 formats × 8 sets of layers, 3 formats for each group, coinglass; of one exchange 3 formats.
  '/v1/heatmap': range.length * (16 + 3 * LEVERAGE_GROUP_NAMES.length + 1 + 3 * EXCHANGES.length),
  // The intervals of each range, the shortest first, that make no more than 3,000 bars.
  '/v1/history': exchange.length * (10 + 10 + 9 + 9 + 8 + 6 + 5 + 4),
  '/v1/map': exchange.length,
  // Six pages.
  '/v1/liquidations': exchange.length * 6,
  // The score, and its rows up to now.
  '/v1/score': 2,
  // 2 formats × 2 themes × 4 palettes, and words.
  '/v1/snapshot': range.length * exchange.length * 17,
};

/** What has few answers whatever is asked, or reads next to nothing for one. */
const OTHERS = {
  '/v1/symbols': 'one answer',
  '/v1/status': 'one answer',
  '/v1/column': 'one answer for each column that is stored',
  '/v1/oembed': 'reads whether there is such a symbol',
  '/embed/{symbol}': 'reads whether there is such a symbol',
};

test('every path is counted, or has a reason why it need not be', () => {
  const known = [
    ...Object.keys(COUNTS).map(path => (path === '/v1/snapshot' ? `${path}/{file}` : path)),
    ...Object.keys(OTHERS),
  ];
  expect(known.sort(), 'add the path to COUNTS, with a test of its keys, or to OTHERS').toEqual(
    endpoints.map(({ path }) => path).sort(),
  );
});

test('a symbol has at most 5,000 answers at a moment', () => {
  expect(Object.values(COUNTS).reduce((a, b) => a + b)).toBeLessThanOrEqual(5_000);
});

test('a heatmap has a key for each thing that is computed, and none for since', async () => {
  const groups = ['', 'all', ...LEVERAGE_GROUP_NAMES];
  const layers = ['', 'band', 'split', 'priorShare', 'band,split', 'split,BAND', 'priorShare,band'];
  layers.push('split,priorShare', 'priorShare,split,band');
  const words = { symbol: ['btc'], range, exchange, format: ['json', 'bin', 'coinglass'], leverage: groups };
  expect(await distinct(questions('/v1/heatmap', { ...words, with: layers }))).toBe(COUNTS['/v1/heatmap']);
  expect(await distinct(questions('/v1/heatmap', { symbol: ['BTC'], since: times }))).toBe(1);
});

test('a history has a key for each interval that it can have', async () => {
  const words = { symbol: ['BTC'], range, exchange, interval: ['', ...INTERVAL_NAMES] };
  expect(await distinct(questions('/v1/history', words))).toBe(COUNTS['/v1/history']);
  expect(await keyOf('/v1/history?symbol=BTC')).toBe(await keyOf('/v1/history?symbol=BTC&interval=15M'));
  // A year of minutes would be too many bars: it is given in bars of four hours.
  expect(await keyOf('/v1/history?symbol=BTC&range=1y&interval=1m')).toBe(
    await keyOf('/v1/history?symbol=BTC&range=1y&interval=4h'),
  );
});

test('a map has a key for each exchange', async () => {
  expect(await distinct(questions('/v1/map', { symbol: ['BTC', 'btc'], exchange }))).toBe(COUNTS['/v1/map']);
});

test('single events of the present have six pages for each exchange, whatever is filtered', async () => {
  const limit = Array.from({ length: 1001 }, (_, i) => i);
  expect(await distinct(questions('/v1/liquidations', { symbol: ['BTC'], exchange, limit }))).toBe(
    COUNTS['/v1/liquidations'],
  );
  const filters = { side: ['', 'long', 'short'], min_usd: ['', 0, 1, '0.5', 123_456], from: times };
  expect(await distinct(questions('/v1/liquidations', { symbol: ['BTC'], ...filters }))).toBe(1);
  expect(await keyOf(`/v1/liquidations?symbol=BTC&to=${now + 5 * MINUTE}`)).toBe(
    await keyOf('/v1/liquidations?symbol=BTC'),
  );
});

test('single events of the past have a page for each minute they end in', async () => {
  const end = Math.floor(now / MINUTE) * MINUTE - DAY;
  const to = [end - MINUTE + 1, end - 30_000, end - 1, end];
  expect(await distinct(questions('/v1/liquidations', { symbol: ['BTC'], to }))).toBe(1);
  expect(await keyOf(`/v1/liquidations?symbol=BTC&to=${end + 1}`)).not.toBe(
    await keyOf(`/v1/liquidations?symbol=BTC&to=${end}`),
  );
});

test('of a cursor and an end only what comes first has a part in the key', async () => {
  const cursor = '1722816001000~binance~YQ';
  const alone = await keyOf(`/v1/liquidations?cursor=${cursor}`);
  expect(new URL(String(alone)).searchParams.get('cursor')).toBe(cursor);
  expect(await keyOf(`/v1/liquidations?cursor=${cursor}&to=1722902400000`)).toBe(alone);
  expect(await keyOf(`/v1/liquidations?cursor=${cursor}&to=1722815990001`)).toBe(
    await keyOf('/v1/liquidations?to=1722816000000'),
  );
});

test('rows of a score have a key for the days they are of', async () => {
  expect(await distinct(questions('/v1/score', { symbol: ['BTC'], format: ['', 'json', 'csv'] }))).toBe(
    COUNTS['/v1/score'],
  );
  const from = [1, 1000, DAY - 1].map(offset => Date.UTC(2024, 7, 5) + offset);
  expect(await distinct(questions('/v1/score', { symbol: ['BTC'], format: ['csv'], from }))).toBe(1);
});

test('a picture has a key for each look, its words have one, and their file is written in one way', async () => {
  const looks = { range, exchange, theme: ['light', 'dark'], palette: PALETTES };
  const files = ['BTC.svg', 'BTC.png', 'BTC.txt'];
  expect(await distinct(files.flatMap(file => questions(`/v1/snapshot/${file}`, looks)))).toBe(
    COUNTS['/v1/snapshot'],
  );
  const written = [
    'btc.txt',
    'BTC.TXT',
    '%42TC.txt',
    'BTC%2Etxt',
    'BTC.txt?theme=dark',
    'BTC.txt?utm_source=x',
  ];
  expect(await distinct(['BTC.txt', ...written].map(file => `/v1/snapshot/${file}`))).toBe(1);
});
