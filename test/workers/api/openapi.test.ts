import { env } from 'cloudflare:workers';
import { beforeAll, expect, test } from 'vitest';
import { faultOf } from '../../../schema/fault.ts';
import { DAY, HOUR } from '../../../schema/range.ts';
import { app } from '../../../workers/api/app.ts';
import { endpoints } from '../../../workers/api/endpoints.ts';
import { type OpenApiOperation, openapi, operations } from '../../../workers/api/openapi.ts';
import { advance, createFilter, encodeState } from '../../../workers/model/filter.ts';
import { checkDescribed } from '../../support/described.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';
import { storeLanes } from '../../support/symbol-record.ts';
import { ask as askAnywhere, seedColumns } from './market.ts';

const start = Date.UTC(2024, 7, 5);
// The origin of the addresses in the examples.
const ask = (path: string) => askAnywhere(path, { origin: 'https://heatmap.example' });

const described = openapi('https://heatmap.example');
const documented = [...operations()];

beforeAll(async () => {
  await clearMarkets(env.DB);
  const candles = flatCandles(start, HOUR, 24, 50_000);
  await seedCandles(env.DB, { symbol: 'BTC', exchange: 'binance' }, candles);
  await seedColumns({ symbol: 'BTC', exchange: 'all', resolution: HOUR }, [
    { time: start + 23 * HOUR, usd: { 48000: 1e6 } },
  ]);
  const filter = createFilter();
  for (const candle of candles) advance(filter, candle);
  const lanes = { binance: { end: start + DAY, state: encodeState(filter) } };
  await storeLanes('BTC', lanes);
});

/** A path with its parameters filled in by the examples of the description. */
function exampleOf(
  path: string,
  { parameters }: OpenApiOperation,
  chosen: (name: string) => boolean,
): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name) =>
    String(parameters.find(parameter => parameter.name === name)?.example),
  );
  const query = new URLSearchParams(
    parameters
      .filter(({ name, in: place }) => place === 'query' && chosen(name))
      .map(({ name, example }): [string, string] => [name, String(example)]),
  );
  return `${filled}?${query}`;
}

/** Pages of the site, and what describes the others. */
const SITE = ['/', '/index.html', '/docs', '/openapi.json'];

test('every route is described, and every description has a route', () => {
  const routes = app.routes
    .filter(({ method, path }) => method === 'GET' && !SITE.includes(path))
    .map(({ path }) => path.replace(/:(\w+)(\{.*?\})?/g, '{$1}'));
  expect([...new Set(routes)].sort()).toEqual([...operations().keys()].sort());
  expect(Object.keys(described.paths).sort()).toEqual([...operations().keys()].sort());
});

test.each(documented)(
  '%s takes each parameter that is described, by its example',
  async (path, operation) => {
    const required = new Set(operation.parameters.filter(p => p.required).map(({ name }) => name));
    for (const { name, example } of operation.parameters) {
      expect(example, name).toBeDefined();
      // The span of rows is understood only beside their format.
      const beside = new Set(path === '/v1/score' ? [...required, 'format'] : required);
      const response = await ask(exampleOf(path, operation, other => other === name || beside.has(other)));
      expect(response.status, `${name}: ${await response.clone().text()}`).toBe(200);
    }
    expect((await ask(exampleOf(path, operation, name => required.has(name)))).status).toBe(200);
  },
);

test.each(documented)('%s takes every word that is described', async (path, operation) => {
  for (const { name, schema } of operation.parameters) {
    for (const word of (schema.enum as string[] | undefined) ?? []) {
      const url = new URL(
        exampleOf(path, operation, () => true),
        'http://x.test',
      );
      for (const key of [...url.searchParams.keys()])
        if (key !== 'symbol' && key !== 'url') url.searchParams.delete(key);
      if (!operation.parameters.some(p => p.name === 'symbol' && p.in === 'query'))
        url.searchParams.delete('symbol');
      url.searchParams.set(name, word);
      // An exchange may be understood and have nothing; a word that is not understood is a 400.
      expect([200, 404], `${name}=${word}`).toContain((await ask(url.pathname + url.search)).status);
    }
  }
});

/** The paths that ignore what others add to their links. */
const PAGES = ['/v1/snapshot/{file}', '/v1/oembed', '/embed/{symbol}'];

test.each(documented.filter(([path]) => PAGES.includes(path)))(
  '%s ignores what it does not describe',
  async (path, operation) => {
    const asked = exampleOf(path, operation, name =>
      operation.parameters.some(p => p.required && p.name === name),
    );
    for (const added of ['utm_source=x&utm_source=y', 'dnt=1', 'constructor=1', '__proto__=1']) {
      const response = await ask(`${asked}&${added}`);
      expect(response.status).toBe(200);
      expect(await response.text()).toBe(await (await ask(asked)).text());
    }
  },
);

test.each(documented.filter(([path]) => !PAGES.includes(path)))(
  '%s names all of its parameters where it refuses one',
  async (path, operation) => {
    const response = await ask(`${exampleOf(path, operation, () => false)}nothing=1`);
    expect(response.status).toBe(400);
    const { expected } = await response.json<{ expected: string }>();
    const query = operation.parameters.filter(({ in: place }) => place === 'query');
    const listed = expected === 'no parameters' ? [] : expected.replace(/^.*parameters /, '').split(', ');
    expect(listed.sort()).toEqual(query.map(({ name }) => name).sort());
  },
);

test('references inside the description lead somewhere', () => {
  const names = [...JSON.stringify(described).matchAll(/#\/components\/schemas\/(\w+)/g)].map(
    match => match[1],
  );
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) expect(described.components.schemas).toHaveProperty(name as string);
});

test('the description is served as JSON, and says which server it is of', async () => {
  const json = await ask('/openapi.json');
  expect(json.headers.get('Content-Type')).toBe('application/json');
  expect(await json.json()).toEqual(JSON.parse(JSON.stringify(described)));
  expect(described.servers).toEqual([{ url: 'https://heatmap.example' }]);
  expect(openapi(undefined).servers).toEqual([{ url: '/' }]);
  const names = Object.values(described.paths).map(({ get }) => get.operationId);
  expect(names).toContain('getHeatmap');
  expect(new Set(names).size).toBe(names.length);
});

test.each(endpoints)(
  '$path says what it answers, with an example that is such an answer',
  ({ path, answers }) => {
    expect(Object.keys(answers), path).not.toEqual([]);
    const content = described.paths[path]?.get.responses['200']?.content ?? {};
    expect(Object.keys(content)).toEqual(Object.keys(answers));
    for (const [type, shapes] of Object.entries(answers)) {
      const [shape] = typeof shapes === 'string' ? [] : Object.values(shapes);
      if (shape) expect(faultOf(shape, content[type]?.example), `${path} ${type}`).toBeUndefined();
    }
  },
);

test('what a path can refuse is described, as what it is and when to ask again', () => {
  const responsesOf = (path: string) => described.paths[path]?.get.responses ?? {};
  const statuses = (path: string) => Object.keys(responsesOf(path)).join(' ');
  expect(statuses('/v1/symbols')).toBe('200 304 400 429 500 503');
  expect(statuses('/v1/map')).toBe('200 304 400 404 429 500 503');
  expect(statuses('/v1/oembed')).toBe('200 304 400 404 429 500 501 503');
  const { '400': refused, '429': tooMany, '503': failed } = responsesOf('/v1/map');
  expect(Object.keys(refused?.content ?? {})).toEqual(['application/problem+json']);
  expect(Object.keys(responsesOf('/embed/{symbol}')['400']?.content ?? {})).toEqual(['text/html']);
  expect(refused).not.toHaveProperty('headers');
  for (const one of [tooMany, failed]) expect(Object.keys(one?.headers ?? {})).toEqual(['Retry-After']);
  const { content } = responsesOf('/v1/heatmap')['200'] ?? {};
  expect(Object.keys(content?.['application/json']?.schema ?? {})).toEqual(['oneOf']);
});

test('names of answers are given once', () => {
  const names = endpoints.flatMap(({ answers }) =>
    Object.values(answers).flatMap(shapes => (typeof shapes === 'string' ? [] : Object.keys(shapes))),
  );
  expect(new Set(names).size).toBe(names.length);
  expect(Object.keys(described.components.schemas).sort()).toEqual([...names, 'Problem'].sort());
});

test.each(documented)('%s answers each of its content types as it is described', async (path, operation) => {
  const { content = {} } = operation.responses['200'] ?? {};
  const formats = operation.parameters.find(({ name }) => name === 'format')?.schema.enum as
    | string[]
    | undefined;
  const required = new Set(operation.parameters.filter(p => p.required).map(({ name }) => name));
  const asked = exampleOf(path, operation, name => required.has(name));
  const files = path.includes('{file}') ? ['svg', 'png', 'txt'] : [''];
  const types = new Set<string | undefined>();
  for (const format of formats ?? [''])
    for (const file of files) {
      const url = asked.replace('.svg', `.${file}`);
      // `ask` holds the body, whole and deep, against its shape.
      const response = await ask(format ? `${url}&format=${format}` : url);
      types.add(response.headers.get('Content-Type')?.split(';')[0]);
    }
  expect([...types].sort()).toEqual(Object.keys(content).sort());
});

test('an answer with a field that is not described is told, at any depth', async () => {
  const answer = await (await ask('/v1/symbols')).json<{ symbols: object[] }>();
  const changed = { ...answer, symbols: answer.symbols.map(symbol => ({ ...symbol, extra: 1 })) };
  const response = (body: unknown) =>
    new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } });
  await expect(checkDescribed('/v1/symbols', response(answer))).resolves.toBeUndefined();
  await expect(checkDescribed('/v1/symbols', response(changed))).rejects.toThrow(
    'symbols.0.extra: expected no such field, got 1',
  );
  const renamed = JSON.parse(JSON.stringify(answer).replaceAll('lastPrice', 'price'));
  await expect(checkDescribed('/v1/symbols', response(renamed))).rejects.toThrow('symbols.0.lastPrice');
});
