import type { Problem } from '../schema/answer/problem.ts';

/** A request that brought nothing: what was asked, what came, and whether asking again may help. */
export type LoadFailure = { url: string; answer: string; mayPass: boolean };

/** Longest wait for an answer, ms. */
const TIMEOUT = 20_000;

/**
 * Fetches and reads a URL. Failures are values: nothing is thrown, an abort by `signal` included.
 * Answers of the 4xx kind will not change by asking again, except 408 and 429.
 */
export async function load<T>(
  url: string,
  read: (body: ArrayBuffer) => T | Promise<T>,
  signal: AbortSignal,
  fetch = globalThis.fetch,
): Promise<{ value: T } | { failure: LoadFailure }> {
  const failure = (answer: string, mayPass = true) => ({ failure: { url, answer, mayPass } });
  try {
    const response = await fetch(url, {
      credentials: 'omit',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
    });
    if (!response.ok) {
      const passes = response.status >= 500 || response.status === 408 || response.status === 429;
      return failure(await describe(response), passes);
    }
    return { value: await read(await response.arrayBuffer()) };
  } catch (cause) {
    return failure(cause instanceof Error ? cause.message : String(cause));
  }
}

async function describe(response: Response): Promise<string> {
  const status = `${response.status} ${response.statusText}`.trim();
  if (!response.headers.get('content-type')?.includes('json')) return status;
  const problem: Partial<Problem> = await response.json();
  return [status, problem.detail ?? problem.title].filter(Boolean).join(': ');
}

/** Reads a JSON body. */
export const readJson = <T>(body: ArrayBuffer): T => JSON.parse(new TextDecoder().decode(body)) as T;
