import type { Liquidation } from '../../schema/market.ts';
import { INGEST_PATH, ingest } from '../../workers/ingest/endpoint.ts';
import { sign } from '../../workers/ingest/sign.ts';

export const RELAY_SECRET = 'a secret of the test';
export const RELAY_TARGET = 'https://heatmap.test';

/** An event of half a minute ago. */
export const relayedEvent = (now: number): Liquidation => ({
  ...{ exchange: 'binance', instrument: 'BTCUSDT', symbol: 'BTC', side: 'long', priceKind: 'fill' },
  ...{ price: 50_000, quantity: 0.5, notionalUsd: 25_000, time: now - 30_000, id: 'BTCUSDT|1' },
});

/** A relay of which every part can be wrong, before an endpoint whose clock says `now`. */
export function scriptedRelay({ db, now }: { db: D1Database; now: number }) {
  /** The endpoint, as a relay's fetch. */
  const toEndpoint =
    (patience = 60_000) =>
    (input: RequestInfo | URL, init?: RequestInit) =>
      ingest(new Request(input, init), { DB: db, RELAY_SECRET }, { now, patience });

  async function headersOf(
    body: string,
    { time = now, relay = 'r', secret = RELAY_SECRET, signature = '' } = {},
  ): Promise<Record<string, string>> {
    return {
      'x-relay': relay,
      'x-relay-time': String(time),
      'x-relay-signature': signature || (await sign(secret, { relay, time, body })),
    };
  }

  async function send(
    body: string,
    { method = 'POST', ...signing }: { method?: string } & Parameters<typeof headersOf>[1] = {},
  ): Promise<Response> {
    const headers = await headersOf(body, signing);
    const given = { method, headers, ...(method === 'POST' && { body }) };
    return toEndpoint()(`${RELAY_TARGET}${INGEST_PATH}`, given);
  }

  const stream = (body: ReadableStream<Uint8Array>, headers: Record<string, string>, patience?: number) =>
    toEndpoint(patience)(`${RELAY_TARGET}${INGEST_PATH}`, {
      ...{ method: 'POST', headers, body, duplex: 'half' },
    } as RequestInit);

  return { toEndpoint, headersOf, send, stream };
}

/** A body that tells how much of it was read, piece by piece; it never ends unless it is told to. */
export function bodyInPieces(texts: readonly string[], { ends = true } = {}) {
  const read = { pieces: 0, cancelled: false };
  const waiting = texts.map(text => new TextEncoder().encode(text));
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = waiting[read.pieces];
        if (next) {
          read.pieces++;
          controller.enqueue(next);
        } else if (ends) controller.close();
        else await new Promise(() => {});
      },
      cancel() {
        read.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { body, read };
}
