import fc from 'fast-check';
import type { Asked } from './asked.ts';
import type { Route } from './description.ts';
import { BODIES, METHODS, NASTY_NAMES, NASTY_PATHS, NASTY_TEXTS } from './malice.ts';
import { NASTY_HEADERS } from './nasty-headers.ts';
import { type Known, validRequests } from './valid-requests.ts';

type Change = (asked: Asked) => Asked;

/** Requests that nobody described: valid ones with one to three things spoiled, and some that never were any. */
export const maliciousRequests = (routes: readonly Route[], known: Known): fc.Arbitrary<Asked> =>
  fc
    .tuple(validRequests(routes, known), fc.noBias(fc.array(change(routes), { minLength: 1, maxLength: 3 })))
    .map(([{ required: _required, there: _there, ...asked }, changes]) =>
      changes.reduce((sum: Asked, next) => next(sum), { ...asked, kind: 'malicious' }),
    );

const nasty = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...NASTY_TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }).map(encodeURIComponent) },
  {
    weight: 1,
    arbitrary: fc
      .uint8Array({ minLength: 1, maxLength: 12 })
      .map(bytes => [...bytes].map(byte => `%${byte.toString(16).padStart(2, '0')}`).join('')),
  },
  { weight: 1, arbitrary: fc.double().map(String) },
);
/** Which of several, 0 to 1. */
const which = fc.double({ min: 0, max: 0.999, noNaN: true });
const pick = <Item>(items: readonly Item[], share: number): number => Math.floor(share * items.length);

function change(routes: readonly Route[]): fc.Arbitrary<Change> {
  const names = routes.flatMap(({ parameters }) => parameters.map(({ name }) => name));
  const values: fc.Arbitrary<Change> = fc.tuple(which, nasty).map(
    ([share, text]) =>
      asked =>
        withPair(asked, pick(asked.query, share), pair => [pair[0], text]),
  );
  const added: fc.Arbitrary<Change> = fc
    .tuple(fc.oneof(fc.constantFrom(...NASTY_NAMES), fc.constantFrom(...names)), fc.option(nasty))
    .map(([name, text]) => asked => ({
      ...asked,
      query: [...asked.query, text === null ? [name] : [name, text]],
    }));
  const doubled: fc.Arbitrary<Change> = which.map(share => asked => {
    const pair = asked.query[pick(asked.query, share)];
    return pair ? { ...asked, query: [...asked.query, pair] } : asked;
  });
  const dropped: fc.Arbitrary<Change> = which.map(share => asked => ({
    ...asked,
    query: asked.query.filter((_, i) => i !== pick(asked.query, share)),
  }));
  const headers: fc.Arbitrary<Change> = fc
    .array(fc.constantFrom(...NASTY_HEADERS), { minLength: 1, maxLength: 3 })
    .map(some => asked => ({ ...asked, headers: [...asked.headers, ...distinct(some)] }));
  const methods: fc.Arbitrary<Change> = fc
    .tuple(fc.constantFrom(...METHODS), fc.constantFrom(...BODIES))
    .map(([method, body]) => asked => ({ ...asked, method, ...(mayBear(method) && { body }) }));
  const posts: fc.Arbitrary<Change> = fc
    .constantFrom(...BODIES)
    .map(body => asked => ({ ...asked, method: 'POST', path: '/ingest', query: [], body }));
  return fc.oneof(
    { weight: 6, arbitrary: values },
    { weight: 4, arbitrary: added },
    { weight: 1, arbitrary: doubled },
    { weight: 1, arbitrary: dropped },
    { weight: 4, arbitrary: pathChange },
    { weight: 4, arbitrary: headers },
    { weight: 2, arbitrary: methods },
    { weight: 1, arbitrary: posts },
  );
}

const mayBear = (method: string): boolean => !['GET', 'HEAD', 'TRACE', 'OPTIONS'].includes(method);

const distinct = <Pair extends readonly [string, string]>(pairs: readonly Pair[]): Pair[] => [
  ...new Map(pairs.map(pair => [pair[0], pair])).values(),
];

function withPair(
  asked: Asked,
  at: number,
  change: (pair: Asked['query'][number]) => Asked['query'][number],
): Asked {
  return { ...asked, query: asked.query.map((pair, i) => (i === at ? change(pair) : pair)) };
}

const REWRITTEN: readonly ((path: string) => string)[] = [
  path => path.toUpperCase(),
  path => path.toLowerCase(),
  path => `${path}/`,
  path => `/${path}`,
  path => path.replaceAll('/', '//'),
  path => path.replace('/', '/./'),
  path => path.replace('/', '/x/../'),
  path => path.replace('/', '/%2e%2e/'),
  path => `/${path.slice(1).replaceAll('/', '%2f')}`,
  path => `${path}%2f..`,
  path => `${path}.json`,
  path => `${path}%00`,
  path => `${path};a=b`,
  path => `${path}%20`,
  path => path.replace(/[a-z](?=[^/]*$)/i, letter => `%${letter.charCodeAt(0).toString(16)}`),
  path => path.replaceAll('/', '\\').replace('\\', '/'),
];

const pathChange: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.constantFrom(...NASTY_PATHS).map(path => (asked: Asked) => ({ ...asked, path })),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(...REWRITTEN)
      .map(rewrite => (asked: Asked) => ({ ...asked, path: rewrite(asked.path) })),
  },
  {
    weight: 2,
    // The last part is where a symbol or a file stands.
    arbitrary: nasty.map(text => (asked: Asked) => ({
      ...asked,
      path: asked.path.replace(/[^/]*$/, () => text),
    })),
  },
);
