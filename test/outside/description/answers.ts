import type { Liquidations } from '../../../schema/answer/liquidations.ts';
import type { Symbols } from '../../../schema/answer/symbols.ts';
import type { Check, Failure } from '../harness.ts';
import { readKnown } from '../known-urls.ts';
import { type Description, type Route, routesOf } from '../requests/description.ts';
import { type Call, callsOf, type Values } from './calls.ts';
import { type Answer, compileCalls, generateClient, loadCalls } from './client.ts';
import { contentOf, type JsonSchema, validator } from './validator.ts';

const read = async <T>(url: string): Promise<T> => (await (await fetch(url)).json()) as T;

/** Every operation is called by a generated client, as the description allows, and what comes is held against it. */
export async function judgeAnswers(tools: string, market: string, url: string): Promise<Check[]> {
  const description = await read<Description>(`${url}/openapi.json`);
  const routes = routesOf(description);
  const functions = await generateClient(tools, `${url}/openapi.json`);
  const calls = callsOf(routes, functions, await knownValues(url));
  const wrong = await compileCalls(tools, url, calls);
  const answers: Answered[] = [];
  for (const [i, call] of loadCalls(tools).entries()) {
    // It throws what it could not read.
    const answer = await call().catch((error: unknown): Answer => ({ error: String(error) }));
    answers.push({ ...(calls[i] as Call), ...answer });
  }
  const validate = validator(tools, description);
  const json = answers.filter(({ response }) => /json/.test(typeOf(response)));
  return [
    {
      what: `${market}: the client has a function for each path`,
      tried: routes.length,
      failures: routes.flatMap(({ path }) => (functions.has(path) ? [] : [{ told: path, reproduce: '' }])),
    },
    {
      what: `${market}: client and calls compile`,
      tried: calls.length,
      failures: wrong.map(({ told, code }) => ({ told, reproduce: code })),
    },
    checkOf(`${market}: each call is answered and read`, answers, answer =>
      readingFaults(description, answer),
    ),
    checkOf(
      `${market}: JSON is all that is described, and no more`,
      json,
      ({ path, status, response, data, error }) =>
        validate(contentOf(description, path, status)[typeOf(response)]?.schema, data ?? error).slice(0, 5),
    ),
    uncame(`${market}: each described kind of answer came`, kindsOf(description, routes), answers, validate),
  ];
}

type Answered = Call & Answer;

/** What there is, so that every call of a parameter has an answer. */
async function knownValues(url: string): Promise<Values> {
  const { known } = await readKnown(url);
  const { symbols } = await read<Symbols>(`${url}/v1/symbols`);
  const { next } = await read<Liquidations>(`${url}/v1/liquidations?limit=1`);
  const times = known.values.time.map(Number);
  const [{ symbol, exchanges } = { symbol: 'BTC', exchanges: [] }] = symbols;
  return {
    symbol: [symbol],
    exchange: ['all', ...exchanges],
    file: ['svg', 'png', 'txt'].map(ending => `${symbol}.${ending}`),
    url: [`${url}/embed/${symbol}`],
    time: times.slice(0, 1),
    since: times.slice(-2, -1),
    from: times.slice(0, 1),
    to: times.slice(-1),
    ...(next !== undefined && { cursor: [next] }),
  };
}

const typeOf = (response: Response | undefined): string =>
  response?.headers.get('content-type')?.replace(/;.*/, '').trim() ?? '';

/** What is wrong with the status, the type, or with what the client read of an answer. */
function readingFaults(
  description: Description,
  { path, status, response, data, error }: Answered,
): string[] {
  if (response?.status !== status)
    return [`expected ${status}, got ${response?.status} ${JSON.stringify(error)}`];
  const type = typeOf(response);
  const value = status === 200 ? data : error;
  const described = Object.keys(contentOf(description, path, status));
  const isRead =
    value instanceof Blob
      ? value.size > 0
      : typeof value === (/json/.test(type) ? 'object' : 'string') && value !== '';
  return [
    ...(described.includes(type) ? [] : [`${status}: expected ${described.join(' or ')}, got ${type}`]),
    ...(isRead ? [] : [`${type}: expected what it holds, got ${JSON.stringify(value)}`]),
  ];
}

/** One failure for what is wrong alike, and the first call that shows it. */
function checkOf(what: string, answers: readonly Answered[], faults: (answer: Answered) => string[]): Check {
  const failures = new Map<string, Failure>();
  for (const answer of answers) {
    for (const fault of faults(answer)) {
      const told = `${answer.path}: ${fault}`;
      const alike = told.replaceAll(/\d+/g, '0');
      if (!failures.has(alike)) failures.set(alike, { told, reproduce: answer.code });
    }
  }
  return { what, tried: answers.length, failures: [...failures.values()] };
}

type Kind = { path: string; type: string; schema: JsonSchema | undefined };

/** What each path may answer: each kind of content, and each of several shapes of one. */
const kindsOf = (description: Description, routes: readonly Route[]): Kind[] =>
  routes.flatMap(({ path }) =>
    Object.entries(contentOf(description, path, 200)).flatMap(([type, { schema }]) =>
      (schema?.oneOf ?? [schema]).map(one => ({ path, type, schema: one })),
    ),
  );

/** Kinds that nothing came of. */
function uncame(
  what: string,
  kinds: readonly Kind[],
  answers: readonly Answered[],
  validate: ReturnType<typeof validator>,
): Check {
  const missing = kinds.filter(
    ({ path, type, schema }) =>
      !answers.some(
        answer =>
          answer.path === path &&
          typeOf(answer.response) === type &&
          (!/json/.test(type) || validate(schema, answer.data).length === 0),
      ),
  );
  return {
    what,
    tried: kinds.length,
    failures: missing.map(({ path, type, schema }) => ({
      told: `${path}: ${type} ${schema?.$ref ?? ''}`,
      reproduce: '/openapi.json',
    })),
  };
}
