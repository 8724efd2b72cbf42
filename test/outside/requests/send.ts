import { Agent, type IncomingMessage, request } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { type Answered, type Asked, targetOf } from './asked.ts';
import { LONGEST_WAIT } from './faults-of.ts';

/** Sends requests as they are: what `fetch` would set right or refuse arrives as it was written. */
export function createSender(origin: string, connections: number) {
  const { hostname, port } = new URL(origin);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });

  /** The answer; throws where the connection gives none. Waits a little longer than an answer may take. */
  async function send(asked: Asked): Promise<Answered> {
    const started = performance.now();
    const { method, headers, body } = asked;
    const sent = request({
      ...{ agent, hostname, port, method, path: targetOf(asked) },
      headers: {
        // Told always: for some methods Node would send the body as if it were the next request.
        ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
        ...Object.fromEntries(headers),
      },
      signal: AbortSignal.timeout(LONGEST_WAIT + 5_000),
      // Whatever comes is to be seen as it is.
      maxHeaderSize: 1_000_000,
    });
    const answer = new Promise<IncomingMessage>((resolve, reject) => {
      sent.once('response', resolve);
      sent.once('error', reject);
      for (const event of ['connect', 'upgrade'] as const)
        sent.once(event, (response, socket) => {
          socket.destroy();
          resolve(response);
        });
    });
    sent.end(body);
    const response = await answer;
    const chunks: Uint8Array[] = [];
    if (!response.destroyed) for await (const chunk of response) chunks.push(chunk as Uint8Array);
    const took = performance.now() - started;
    const told = Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
    );
    const coding = told['content-encoding'];
    return {
      status: response.statusCode ?? 0,
      headers: told,
      body: chunks.length > 0 ? decoded(coding, Buffer.concat(chunks)) : new Uint8Array(),
      took,
    };
  }

  return { send, close: () => agent.destroy() };
}

export type Sender = ReturnType<typeof createSender>;

function decoded(coding: string | undefined, body: Buffer): Uint8Array {
  if (coding === 'gzip') return gunzipSync(body);
  if (coding === 'deflate') return inflateSync(body);
  return coding === 'br' ? brotliDecompressSync(body) : body;
}
