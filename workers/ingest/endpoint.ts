import type { Problem } from '../../schema/answer/problem.ts';
import type { Env } from '../env.ts';
import { acceptRelay } from '../store/accept-relay.ts';
import type { IngestBatch, IngestReceipt } from './batch.ts';
import { BATCH_LIMITS } from './batch-limits.ts';
import { FieldError } from './field.ts';
import { parseBatch } from './parse-batch.ts';
import { type Body, readBody } from './read-body.ts';
import { saveBatch } from './save-batch.ts';
import { isSignature, RELAY_HEADER, SIGNATURE_HEADER, TIME_HEADER, verify } from './sign.ts';

/** Path of the relay's endpoint; where no `RELAY_SECRET` is set there is nothing at it. */
export const INGEST_PATH = '/ingest';
/** How far the clock of a relay may be off, and how old a signature may be, milliseconds. */
const MAX_AGE = 300_000;
/** How long a body may take to arrive, milliseconds: a relay gives up as soon. */
const PATIENCE = 60_000;

/** On every answer, as on those of the API: who asks from a page is told in words why it is refused. */
const HEADERS = {
  'cache-control': 'no-store',
  'access-control-allow-origin': '*',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

/**
 * `POST /ingest`: takes a batch signed with `RELAY_SECRET` (`sign.ts`) and answers with its receipt, which names the rows
 * that were set aside. Refuses with RFC 9457 problems, by the headers alone where they tell: 404 without a secret, 405,
 * 401 for what is not signed, or whose signature is wrong, stale or a replay, 413, 408 for a body that does not arrive, 400 for what is no
 * batch at all.
 */
export async function ingest(
  request: Request,
  { DB, RELAY_SECRET }: Pick<Env, 'DB' | 'RELAY_SECRET'>,
  { now = Date.now(), patience = PATIENCE } = {},
): Promise<Response> {
  if (!RELAY_SECRET) return problem(404, 'Not Found', `no such path: ${INGEST_PATH}; see /docs`);
  const signed = readHeaders(request, now);
  if (signed instanceof Response) return signed;
  const { relay, time, signature } = signed;
  const body = await readBody(request, { bytes: BATCH_LIMITS.bytes, patience });
  if (!(body instanceof Uint8Array)) return unread(body, patience);
  if (!(await verify(RELAY_SECRET, { relay, time, body }, signature)))
    return problem(401, 'Wrong signature', `${SIGNATURE_HEADER} is not the HMAC of sender, time and body`);
  try {
    const { batch, refused, rejects } = parseBatch(new TextDecoder().decode(body), now);
    if (!(await acceptRelay(DB, { relay, time, forget: now - 2 * MAX_AGE })))
      return problem(401, 'Replay', `${relay} signed a batch at ${time} or later before`);
    // First, so that they are among those of their source that are kept.
    const saved = await saveBatch(DB, { ...batch, rejects: [...rejects, ...(batch.rejects ?? [])] }, now);
    const receipt: IngestReceipt = {
      ...saved,
      accepted: countRows(batch),
      ...(rejects.length > 0 && { refused }),
    };
    return Response.json(receipt, { headers: HEADERS });
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    return problem(400, 'Not a batch', error.message, {}, error.fault);
  }
}

/** Who signed, when and how; or the refusal of a request that cannot be a relay's, whatever its body is. */
function readHeaders({ method, headers }: Request, now: number) {
  if (method !== 'POST')
    return problem(405, 'Method not allowed', `expected POST, got ${method}`, { allow: 'POST' });
  const relay = headers.get(RELAY_HEADER) ?? '';
  const stamp = headers.get(TIME_HEADER) ?? '';
  const signature = headers.get(SIGNATURE_HEADER) ?? '';
  if (!/^[\w.:-]{1,80}$/.test(relay) || !/^\d{1,15}$/.test(stamp) || !isSignature(signature))
    return problem(
      401,
      'Not signed',
      `expected the headers ${RELAY_HEADER}, ${TIME_HEADER} in milliseconds and ${SIGNATURE_HEADER} in hex`,
    );
  const time = Number(stamp);
  if (Math.abs(now - time) > MAX_AGE)
    return problem(401, 'Stale signature', `signed at ${time}, expected within ${MAX_AGE} ms of ${now}`);
  return { relay, time, signature };
}

const unread = (why: Exclude<Body, Uint8Array>, patience: number): Response =>
  why === 'too long'
    ? problem(413, 'Batch too large', `expected at most ${BATCH_LIMITS.bytes} bytes`)
    : problem(408, 'Batch too slow', `expected the body within ${patience} ms`);

const countRows = (batch: IngestBatch): IngestReceipt['accepted'] =>
  Object.fromEntries(Object.entries(batch).map(([part, rows]) => [part, rows.length]));

function problem(
  status: number,
  title: string,
  detail: string,
  headers: Record<string, string> = {},
  { field, expected, got }: Partial<FieldError['fault']> = {},
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
    headers: { ...HEADERS, 'content-type': 'application/problem+json', ...headers },
  });
}
