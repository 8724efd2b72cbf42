import { VENUES, type Venue } from '../../schema/exchange.ts';
import { ADAPTERS } from '../exchange/index.ts';
import { throughProxy } from '../ingest/proxy.ts';

export type Probe = { answered: Venue[]; silent: { exchange: Venue; reason: string }[] };

/**
 * Asks every exchange for its instruments, all at once, and tells who gave a readable list within `timeout`
 * milliseconds and why the others did not.
 */
export async function probeExchanges({
  fetch = globalThis.fetch,
  timeout = 5_000,
  proxy,
}: {
  fetch?: typeof globalThis.fetch;
  timeout?: number;
  proxy?: string | undefined;
} = {}): Promise<Probe> {
  const probe: Probe = { answered: [], silent: [] };
  const reasons = await Promise.all(VENUES.map(exchange => silence(exchange, { fetch, timeout, proxy })));
  VENUES.forEach((exchange, i) => {
    const reason = reasons[i];
    if (reason === undefined) probe.answered.push(exchange);
    else probe.silent.push({ exchange, reason });
  });
  return probe;
}

/** Why an exchange cannot be used from here; undefined if it can. */
async function silence(
  exchange: Venue,
  { fetch, timeout, proxy }: { fetch: typeof globalThis.fetch; timeout: number; proxy: string | undefined },
): Promise<string | undefined> {
  const [question] = ADAPTERS[exchange].market?.instruments ?? [];
  if (!question) return 'publishes no list of instruments';
  const { url, method, headers, body } = question.request({});
  try {
    const answer = await fetch(throughProxy(url, proxy), {
      method,
      headers,
      signal: AbortSignal.timeout(timeout),
      ...(body !== undefined && { body }),
    });
    const text = await answer.text();
    if (!answer.ok) return `status ${answer.status}`;
    question.read(text, {});
    return undefined;
  } catch (error) {
    const { message, cause } = error as Error;
    return cause instanceof Error ? cause.message : message;
  }
}

/** One line: who answered, and how the others failed. */
export function probeLine({ answered, silent }: Probe): string {
  const total = answered.length + silent.length;
  if (answered.length === 0) {
    const reasons = [...new Set(silent.map(({ reason }) => reason.replace(/\S+\.\S+/, '…')))];
    return `live exchanges: none of ${total} answered (${reasons.slice(0, 2).join('; ')})`;
  }
  const rest = silent.length > 0 ? `; not ${silent.map(({ exchange }) => exchange).join(', ')}` : '';
  return `live exchanges: ${answered.length} of ${total} answered: ${answered.join(', ')}${rest}`;
}
