import { problem } from '../../schema/answer/problem.ts';
import { jsonSchema } from '../../schema/json-schema.ts';
import type { Shape } from '../../schema/shape.ts';
import { type Endpoint, TAGS } from './endpoint.ts';
import { endpoints } from './endpoints.ts';
import { exampleOf } from './example.ts';

export type OpenApiParameter = {
  name: string;
  in: 'query' | 'path';
  required?: boolean;
  description: string;
  schema: Record<string, unknown>;
  example: string | number;
};

export type OpenApiOperation = {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  parameters: OpenApiParameter[];
  responses: Record<string, OpenApiResponse>;
};

type OpenApiResponse = { description: string; headers?: Headers; content?: Record<string, MediaType> };
type MediaType = { schema?: Record<string, unknown>; example?: unknown };
type Headers = Record<string, { description: string; schema: Record<string, unknown> }>;

/** What answers say beside their body. */
const HEADERS = {
  ETag: header(
    'Names the answer: asked for with it in `If-None-Match`, an answer that has not changed is a 304.',
  ),
  'Cache-Control': header('How long the answer holds.'),
  Age: header('Seconds since it was made, where a cache had kept it.', 'integer'),
  Warning: header('`110` where it is an older answer, because the database does not answer.'),
};
const RETRY = { 'Retry-After': header('Seconds until it is worth asking again.', 'integer') };

function header(description: string, type = 'string') {
  return { description, schema: { type } };
}

/** What a generated client calls it: `/v1/heatmap` → `getHeatmap`. */
const idOf = (path: string): string =>
  path.replace(
    /^\/(?:v1\/)?(\w)(\w*).*$/,
    (_, first: string, rest: string) => `get${first.toUpperCase()}${rest}`,
  );

/** The path, its parameters and its answers as OpenAPI has them. */
function operationOf(endpoint: Endpoint): OpenApiOperation {
  const { path, tag, summary, description, inPath = {}, parameters } = endpoint;
  return {
    operationId: idOf(path),
    tags: [tag],
    summary,
    description,
    parameters: [
      ...Object.entries(inPath).map(([name, { description, schema, example }]) => ({
        ...{ name, in: 'path' as const, required: true },
        ...{ description, schema, example },
      })),
      ...Object.entries(parameters).map(([name, { required, description, schema, example }]) => ({
        ...{ name, in: 'query' as const, ...(required && { required }) },
        ...{ description, schema, example },
      })),
    ],
    responses: {
      '200': { description: 'The answer.', headers: HEADERS, content: contentOf(endpoint) },
      '304': { description: 'The answer is the one named in `If-None-Match`.', headers: HEADERS },
      ...refusalsOf(endpoint),
    },
  };
}

function contentOf({ answers }: Endpoint): Record<string, MediaType> {
  return Object.fromEntries(
    Object.entries(answers).map(([type, shapes]) => {
      if (typeof shapes === 'string') return [type, { schema: { ...bytesOf(type), description: shapes } }];
      const schemas = Object.keys(shapes).map(reference);
      const [first] = Object.values(shapes);
      return [
        type,
        {
          schema: schemas.length === 1 ? schemas[0] : { oneOf: schemas },
          ...(first && { example: exampleOf(jsonSchema(first)) }),
        },
      ];
    }),
  );
}

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const bytesOf = (type: string) =>
  /^text|xml$/.test(type) ? { type: 'string' } : { type: 'string', format: 'binary' };

/** What a path can answer besides. */
function refusalsOf({
  inPath,
  parameters,
  refusals,
  readableErrors,
}: Endpoint): Record<string, OpenApiResponse> {
  const isOfSomething = inPath !== undefined || Object.keys(parameters).length > 0;
  const descriptions: Record<string, string> = {
    400: 'A parameter is missing, unknown, repeated or not understood.',
    ...(isOfSomething && { 404: 'There is no such thing, or nothing of it from that exchange.' }),
    429: 'Too many different answers for one address within a minute.',
    500: 'The answer could not be made.',
    ...refusals,
    503: 'The database does not answer and nothing was kept.',
  };
  const content: Record<string, MediaType> = readableErrors
    ? { 'text/html': { schema: { type: 'string', description: 'The same in words.' } } }
    : { 'application/problem+json': { schema: reference('Problem') } };
  return Object.fromEntries(
    Object.entries(descriptions).map(([status, description]) => [
      status,
      { description, ...(['429', '503'].includes(status) && { headers: RETRY }), content },
    ]),
  );
}

/** The shapes that are answered, by their public names. */
const shapes = (): Record<string, Shape<unknown>> => ({
  ...Object.assign({}, ...endpoints.flatMap(({ answers }) => Object.values(answers).filter(isNamed))),
  Problem: problem,
});
const isNamed = (answer: object | string): answer is object => typeof answer === 'object';

/** Every path of the API, made when it is first asked for: whoever asks for something else does not pay for it. */
export function operations(): ReadonlyMap<string, OpenApiOperation> {
  described ??= new Map(endpoints.map(endpoint => [endpoint.path, operationOf(endpoint)]));
  return described;
}
let described: ReadonlyMap<string, OpenApiOperation> | undefined;

/** `GET /openapi.json`, of a deployment that is reached at `origin`; by itself it names the server it came from. */
export const openapi = (origin: string | undefined) => ({
  openapi: '3.1.0',
  info: {
    title: 'liq-heatmap',
    version: '1',
    summary: 'Liquidation heatmaps and liquidation history of crypto perpetuals',
    description:
      'No key, no cookies, any origin. Times are milliseconds UTC, money is USD, a side is the position that was or would be liquidated. Answers carry an ETag and hold for as long as Cache-Control says: 1 minute for what shows the present over up to 24 h, 2 up to 7 d, 10 beyond, a day for what ends in the past. While the database does not answer, the last good answer of up to a day is given with `stale: true` where it has that field, with `Age` and with `Warning: 110`. An address may ask for 600 answers a minute that no cache holds, at each place of the network; then it gets a 429 with `Retry-After`. Answers that a cache holds are not counted. It is a radar, not advice.',
    contact: { name: 'liq-heatmap', ...(origin && { url: `${origin}/docs` }) },
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: origin ?? '/' }],
  // No key is needed, for nothing.
  security: [],
  tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
  paths: Object.fromEntries([...operations()].map(([path, get]) => [path, { get }])),
  components: {
    schemas: Object.fromEntries(
      Object.entries(shapes()).map(([name, shape]) => [name, jsonSchema(shape)]),
    ) as Record<string, Record<string, unknown>>,
  },
});
