import type { IngestBatch, IngestReceipt } from './batch.ts';
import { RELAY_HEADER, SIGNATURE_HEADER, sign, TIME_HEADER } from './sign.ts';

/** A target that did not take a batch. `retry` says whether the same batch may be taken later. */
export class PostError extends Error {
  override name = 'PostError';
  readonly status: number | undefined;
  readonly retry: boolean;
  constructor(message: string, { status, cause }: { status?: number; cause?: unknown } = {}) {
    super(message, { cause });
    this.status = status;
    // 401 is a clock or a secret that somebody can set right; 400 and 413 stay what they are.
    this.retry = status === undefined || status >= 500 || [401, 404, 408, 429].includes(status);
  }
}

/** Who signs, and when it last did. */
export type Sender = { name: string; lastTime: number };

/** A sender that no other is taken for: one per process, since the target takes an earlier signature for a replay. */
export const createSender = (): Sender => ({ name: crypto.randomUUID(), lastTime: 0 });
let processSender: Sender | undefined;

/**
 * Signs a batch and posts it to `<target>/ingest`. Throws a `PostError` that says what came. Signing times only
 * go up, since the target takes an older one for a replay.
 */
export async function postBatch(
  target: string,
  secret: string,
  batch: IngestBatch,
  {
    now = Date.now,
    fetch = globalThis.fetch,
    sender = defaultSender(),
    timeout = 60_000,
  }: { now?: () => number; fetch?: typeof globalThis.fetch; sender?: Sender; timeout?: number } = {},
): Promise<IngestReceipt> {
  const url = new URL('/ingest', target).href;
  const body = JSON.stringify(batch);
  sender.lastTime = Math.max(now(), sender.lastTime + 1);
  const signed = { relay: sender.name, time: sender.lastTime, body };
  const headers = {
    'content-type': 'application/json',
    [RELAY_HEADER]: signed.relay,
    [TIME_HEADER]: String(signed.time),
    [SIGNATURE_HEADER]: await sign(secret, signed),
  };
  let response: Response;
  try {
    response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(timeout) });
  } catch (cause) {
    throw new PostError(`POST ${url}: expected an answer, got ${String(cause)}`, { cause });
  }
  if (!response.ok) {
    const text = (await response.text()).slice(0, 500);
    throw new PostError(`POST ${url}: expected 200, got ${response.status} ${text}`, {
      status: response.status,
    });
  }
  return (await response.json()) as IngestReceipt;
}

function defaultSender(): Sender {
  processSender ??= createSender();
  return processSender;
}
