import { HTTPException } from 'hono/http-exception';
import type { Problem } from '../../schema/wire.ts';

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
): HTTPException =>
  problem(
    status,
    {
      detail: `${parameter}: expected ${expected}, got ${got === undefined ? 'nothing' : JSON.stringify(got)}`,
      parameter,
      expected,
      ...(got !== undefined && { got }),
    },
    headers,
  );
