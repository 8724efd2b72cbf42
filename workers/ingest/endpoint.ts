import type { Problem } from '../../schema/wire.ts';
import type { Env } from '../env.ts';
import { acceptRelay } from '../store/accept-relay.ts';
import { FieldError } from './field.ts';
import { parseBatch } from './parse-batch.ts';
import { saveBatch } from './save-batch.ts';
import { RELAY_HEADER, SIGNATURE_HEADER, TIME_HEADER, verify } from './sign.ts';

/** Path of the relay's endpoint. */
export const INGEST_PATH = '/ingest';
/** How far the clock of a relay may be off, and how old a signature may be, milliseconds. */
const MAX_AGE = 300_000;
/** Longest body, bytes. */
export const MAX_BODY = 4_000_000;

/**
 * `POST /ingest`: takes a batch signed with `env.RELAY_SECRET` (`sign.ts`) and answers with its receipt. Refuses with
 * RFC 9457 problems: 503 without a secret, 405, 413, 401 for a signature that is wrong, stale or a replay, 400 for
 * a batch that is not one, naming the field.
 */
export async function ingest(
  request: Request,
  { DB, RELAY_SECRET }: Pick<Env, 'DB' | 'RELAY_SECRET'>,
  { now = Date.now() } = {},
): Promise<Response> {
  if (!RELAY_SECRET)
    return problem(503, 'No relay is set up', 'This deployment has no RELAY_SECRET, so it takes no batches.');
  if (request.method !== 'POST')
    return problem(405, 'Method not allowed', `expected POST, got ${request.method}`, { allow: 'POST' });
  const bytes = await boundedBody(request);
  if (!bytes) return problem(413, 'Batch too large', `expected at most ${MAX_BODY} bytes`);
  const body = new TextDecoder().decode(bytes);
  const relay = request.headers.get(RELAY_HEADER) ?? '';
  const time = Number(request.headers.get(TIME_HEADER) ?? Number.NaN);
  if (!/^[\w.:-]{1,80}$/.test(relay) || !Number.isSafeInteger(time))
    return problem(401, 'Not signed', `expected the headers ${RELAY_HEADER} and ${TIME_HEADER}`);
  const signature = request.headers.get(SIGNATURE_HEADER) ?? '';
  if (!(await verify(RELAY_SECRET, { relay, time, body }, signature)))
    return problem(401, 'Wrong signature', `${SIGNATURE_HEADER} is not the HMAC of sender, time and body`);
  if (Math.abs(now - time) > MAX_AGE)
    return problem(401, 'Stale signature', `signed at ${time}, expected within ${MAX_AGE} ms of ${now}`);
  try {
    const batch = parseBatch(body);
    if (!(await acceptRelay(DB, { relay, time, forget: now - 2 * MAX_AGE })))
      return problem(401, 'Replay', `${relay} signed a batch at ${time} or later before`);
    return Response.json(await saveBatch(DB, batch, now), { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    return problem(400, 'Not a batch', error.message, {}, error);
  }
}

/** The body, or undefined where it is longer than `MAX_BODY`, however its length was announced. */
async function boundedBody(request: Request): Promise<Uint8Array | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY) return undefined;
  const bytes = new Uint8Array(MAX_BODY);
  let length = 0;
  for await (const chunk of request.body ?? []) {
    if (length + chunk.length > MAX_BODY) return undefined;
    bytes.set(chunk, length);
    length += chunk.length;
  }
  return bytes.subarray(0, length);
}

function problem(
  status: number,
  title: string,
  detail: string,
  headers: Record<string, string> = {},
  { field, expected, got }: Partial<Pick<FieldError, 'field' | 'expected' | 'got'>> = {},
): Response {
  const body: Problem = {
    type: 'about:blank',
    ...{ title, status, detail },
    ...(field !== undefined && { parameter: field }),
    ...(expected !== undefined && { expected }),
    ...(got !== undefined && { got }),
  };
  return Response.json(body, {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
  });
}
