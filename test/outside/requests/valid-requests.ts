import fc from 'fast-check';
import type { Asked } from './asked.ts';
import { type DescribedParameter, examplesOf, type Route } from './description.ts';
import { schemaValue } from './schema-value.ts';

/** What a running instance has, so that not every request asks for what is not there. */
export type Known = {
  origin: string;
  /** Texts by the name of the parameter; those of `symbol` are all there are. */
  values: Readonly<Record<'symbol' | 'time', readonly string[]>>;
};

/** Parameters that choose among data: without them, or with all, what a known symbol has is there. */
const CHOOSING = ['exchange', 'time', 'cursor'];

/** Requests that the description allows, of every route alike. */
export const validRequests = (routes: readonly Route[], known: Known): fc.Arbitrary<Asked> =>
  // Without bias: it would leave out nearly all that is optional at first.
  fc.noBias(fc.oneof(...routes.map(route => validRequest(route, routes, known))));

function validRequest(route: Route, routes: readonly Route[], known: Known): fc.Arbitrary<Asked> {
  const required = route.parameters.filter(parameter => parameter.required || parameter.in === 'path');
  const optional = route.parameters.filter(parameter => !required.includes(parameter));
  const inPath = required.filter(parameter => parameter.in === 'path');
  const always = required.filter(parameter => parameter.in === 'query');
  const maybe = optional.filter(parameter => parameter.in === 'query');
  const told = (parameter: DescribedParameter) => textsOf(parameter, routes, known);
  return fc
    .record({
      method: fc.oneof({ weight: 9, arbitrary: fc.constant('GET') }, fc.constant('HEAD')),
      // These are steps of a path, which no client sends as a name.
      path: fc.tuple(...inPath.map(told)).filter(texts => !texts.flat().some(text => /^\.{0,2}$/.test(text))),
      always: fc.tuple(...always.map(told)),
      maybe: fc.tuple(...maybe.map(parameter => fc.option(told(parameter), { freq: 2, nil: undefined }))),
      order: fc.double({ noNaN: true, min: 0, max: 1 }),
      plus: fc.boolean(),
    })
    .map(({ method, path, always: first, maybe: second, order, plus }) => {
      const written = [...always, ...maybe].flatMap((parameter, i) => {
        const texts = [...first, ...second][i];
        return texts === undefined ? [] : pairsOf(parameter, texts, plus);
      });
      const turn = Math.floor(order * written.length);
      const query = [...written.slice(turn), ...written.slice(0, turn)];
      const filled = inPath.reduce(
        (text, { name }, i) => text.replace(`{${name}}`, encodeURIComponent(path[i]?.join(',') ?? '')),
        route.path,
      );
      const names = always.map(({ name }) => name);
      const asked = { kind: 'valid' as const, method, path: filled, query, headers: [], required: names };
      return { ...asked, operation: route.path, there: isThere(asked, known) };
    });
}

/** One text, or several of an array. */
function textsOf(
  parameter: DescribedParameter,
  routes: readonly Route[],
  known: Known,
): fc.Arbitrary<string[]> {
  const any = schemaValue(parameter.schema).map(value => [value].flat());
  const choices = [{ weight: 3, arbitrary: any }];
  const examples = examplesOf(parameter).map(value => [value].flat().map(String));
  if (examples.length > 0) choices.push({ weight: 2, arbitrary: fc.constantFrom(...examples) });
  const there = Object.entries(known.values).find(([name]) => name === parameter.name)?.[1] ?? [];
  if (there.length > 0) choices.push({ weight: 8, arbitrary: fc.constantFrom(...there.map(text => [text])) });
  const page = routes.find(({ path }) => path.startsWith('/embed/'));
  if (parameter.name === 'url' && page)
    choices.push({
      weight: 8,
      arbitrary: validRequest(page, [], known).map(({ path, query }) => [
        `${known.origin}${path}${query.length > 0 ? `?${query.map(pair => pair.join('=')).join('&')}` : ''}`,
      ]),
    });
  return fc.oneof(...choices);
}

function pairsOf({ name, explode = true }: DescribedParameter, texts: readonly string[], plus: boolean) {
  const encoded = texts.map(text => {
    const value = encodeURIComponent(text);
    return plus ? value.replaceAll('%20', '+') : value;
  });
  if (encoded.length === 0) return [];
  const values = explode ? encoded : [encoded.join(',')];
  return values.map((value): [string, string] => [encodeURIComponent(name), value]);
}

/** Whether a known symbol is asked for, of all exchanges, and nothing that narrows it to what may not be there. */
function isThere({ path, query }: Pick<Asked, 'path' | 'query'>, known: Known): boolean {
  const given = new Map(query.map(([name, value = '']) => [name, value]));
  if (CHOOSING.some(name => given.has(name) && given.get(name) !== 'all')) return false;
  const framed = given.get('url');
  if (framed !== undefined) return isFramed(decodeURIComponent(framed), known);
  const [, inPath] = /^\/(?:embed|v1\/snapshot)\/([^/]*?)(?:\.(?:svg|png|txt))?$/.exec(path) ?? [];
  const symbol = given.get('symbol') ?? inPath;
  return symbol === undefined || known.values.symbol.includes(symbol.toUpperCase());
}

function isFramed(url: string, known: Known): boolean {
  if (!url.startsWith(`${known.origin}/embed/`)) return false;
  const { pathname, searchParams } = new URL(url);
  return isThere({ path: pathname, query: [...searchParams] }, known);
}
