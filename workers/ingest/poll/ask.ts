import type { Adapter, HttpRequest } from '../../exchange/adapter.ts';
import { type Clock, sleep } from '../clock.ts';

/** Sends a request and gives the body of a good answer; throws an `AskError` for any other. */
export type Ask = (request: HttpRequest) => Promise<string>;

/** How far a failure reaches: this question only, the exchange until later, or this run (nothing is wrong). */
export type AskFailure = 'question' | 'exchange' | 'run';

export class AskError extends Error {
  override name = 'AskError';
  readonly reach: AskFailure;
  /** Not to be asked again before, milliseconds UTC; undefined where the venue did not say. */
  readonly retryAt: number | undefined;
  constructor(
    reach: AskFailure,
    message: string,
    { retryAt, cause }: { retryAt?: number; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.reach = reach;
    this.retryAt = retryAt;
  }
}

/** Requests that one run may still send, over all exchanges: 50 on the free plan. */
export type Budget = { left: number };

export type AskSettings = {
  fetch: typeof globalThis.fetch;
  clock: Clock;
  budget: Budget;
  /** Milliseconds until an answer must be whole. */
  timeout?: number;
};

const TIMEOUT = 10_000;
/** The share of a venue's limit that we use: others may share our address. */
const SHARE = 0.5;
/** A limit that is renewed so soon is waited for; any other ends the exchange's run. */
const SHORT_PERIOD = 10_000;
/** Longest part of an answer that an error repeats. */
const SHOWN = 300;

/** Asks one exchange within its rate limit and the run's budget. Used, as the venue counts it, is in `used`. */
export function createAsk(
  { exchange, limit }: Pick<Adapter, 'exchange' | 'limit'>,
  { fetch, clock, budget, timeout = TIMEOUT }: AskSettings,
): { ask: Ask; used: () => number | undefined } {
  let used: number | undefined;
  let windowStart = clock.now();
  let weight = 0;

  async function ask(request: HttpRequest): Promise<string> {
    if (budget.left <= 0) throw new AskError('run', 'the requests of this run are used up');
    const over = () => weight > 0 && weight + request.weight > limit.budget * SHARE;
    const rest = windowStart + limit.per - clock.now();
    if (over() && rest > 0 && rest <= SHORT_PERIOD) await sleep(clock, rest);
    if (clock.now() - windowStart >= limit.per) [windowStart, weight] = [clock.now(), 0];
    if (over()) throw new AskError('run', `${exchange}: half of its limit is used up`);
    budget.left--;
    weight += request.weight;
    const what = `${request.method} ${request.url}`;
    let response: Response;
    let text: string;
    const controller = new AbortController();
    const cancel = clock.after(timeout, () => controller.abort(new Error('nothing in time')));
    try {
      response = await fetch(request.url, {
        method: request.method,
        headers: { accept: 'application/json', ...request.headers },
        ...(request.body !== undefined && { body: request.body }),
        signal: controller.signal,
      });
      text = await response.text();
    } catch (cause) {
      throw new AskError('exchange', `${what}: expected an answer in ${timeout} ms, got ${String(cause)}`, {
        cause,
      });
    } finally {
      cancel();
    }
    used = limit.used?.(response.headers) ?? used;
    if (response.ok) {
      if (used !== undefined && used > SHARE) budgetOfExchangeIsUsed();
      return text;
    }
    const message = `${what}: expected 200, got ${response.status} ${text.slice(0, SHOWN)}`;
    throw new AskError(reachOf(response.status), message, retryOf(response, clock.now()));
  }
  /** Others use our address too: what is left of this window is theirs. */
  const budgetOfExchangeIsUsed = () => {
    weight = limit.budget;
  };
  return { ask, used: () => used };
}

/** Limits, bans, refusals and breakdowns are the exchange's; any other 4xx is the question's. */
function reachOf(status: number): AskFailure {
  return status >= 500 || [403, 418, 429, 451].includes(status) ? 'exchange' : 'question';
}

/** `Retry-After` in seconds or as a date. */
function retryOf({ headers }: Response, now: number): { retryAt?: number } {
  const header = headers.get('retry-after');
  if (header === null) return {};
  const seconds = Number(header);
  const at = Number.isFinite(seconds) ? now + seconds * 1000 : Date.parse(header);
  return Number.isFinite(at) ? { retryAt: at } : {};
}
