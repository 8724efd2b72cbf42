import type { schemas } from './openapi-schemas.ts';

/** A JSON answer of a named schema. */
export const json = (schema: keyof typeof schemas) => ({
  'application/json': { schema: { $ref: `#/components/schemas/${schema}` } },
});

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

/** An answer with what every path can answer besides. */
export const withErrors = (content: Record<string, unknown>, description = 'The answer.') => ({
  '200': { description, content },
  '304': { description: 'The answer is the one named in `If-None-Match`.' },
  '400': problem('A parameter is missing, unknown, repeated or not understood.'),
  '404': problem('There is no such symbol, or nothing of it from that exchange.'),
  '429': problem('Too many different answers for one address within a minute; `Retry-After` says when.'),
  '500': problem('The answer could not be made.'),
  '503': problem('The database does not answer and nothing was kept; `Retry-After` says when.'),
});
