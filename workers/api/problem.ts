import { HTTPException } from 'hono/http-exception';
import type { Problem } from '../../schema/answer/problem.ts';

const TITLES = {
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
} as const;

export type ProblemStatus = keyof typeof TITLES;

/** So many characters of what came are told back; names of ours are shorter than the other. */
const LONGEST_TOLD = 200;
const LONGEST_NAME = 60;

/** Text of a stranger as a problem tells it: no longer than it takes to know it again. */
export const cut = (text: string, longest = LONGEST_TOLD): string =>
  text.length > longest ? `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}…` : text;

/** An answer that says what was asked, what was expected and what came (RFC 9457). No cache keeps it if `headers` does not say so. */
export function problemResponse(
  status: ProblemStatus,
  problem: Pick<Problem, 'detail' | 'parameter' | 'expected' | 'got'>,
  headers: Record<string, string> = {},
): Response {
  const body = { type: 'about:blank', title: TITLES[status], status, ...problem } satisfies Problem;
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...headers },
  });
}

/** The same as something to throw. */
export const problem = (...args: Parameters<typeof problemResponse>): HTTPException =>
  new HTTPException(args[0], { res: problemResponse(...args) });

/** A parameter that cannot be understood, or (404) does not exist. `got` is undefined where it is missing. */
export const parameterProblem = (
  status: 400 | 404,
  parameter: string,
  expected: string,
  got: string | undefined,
  headers: Record<string, string> = {},
): HTTPException => {
  const name = cut(parameter, LONGEST_NAME);
  const came = got === undefined ? undefined : cut(got);
  return problem(
    status,
    {
      detail: `${name}: expected ${expected}, got ${came === undefined ? 'nothing' : JSON.stringify(came)}`,
      parameter: name,
      expected,
      ...(came !== undefined && { got: came }),
    },
    headers,
  );
};
