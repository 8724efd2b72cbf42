/** What a route answers with, before it is kept and sent. */
export type Answer = {
  body: string | Uint8Array<ArrayBuffer>;
  type: string;
  /** Seconds for which it holds. */
  fresh: number;
};

/** How long a cache may answer with what it has while it asks anew, or while the Worker fails. */
const REVALIDATE_SECONDS = 60;
const ERROR_SECONDS = 86_400;

/** The answer as a response with the validator and lifetime that caches need. */
export async function answerResponse({ body, type, fresh }: Answer, now = Date.now()): Promise<Response> {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return new Response(bytes, {
    headers: {
      'Content-Type': type,
      'Content-Length': String(bytes.length),
      'Cache-Control': `public, max-age=${fresh}, s-maxage=${fresh}, stale-while-revalidate=${REVALIDATE_SECONDS}, stale-if-error=${ERROR_SECONDS}`,
      Date: new Date(now).toUTCString(),
      // Pictures and pages may be shown by pages that isolate themselves.
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'X-Content-Type-Options': 'nosniff',
      ETag: `"${digest.slice(0, 16).toBase64({ alphabet: 'base64url', omitPadding: true })}"`,
    },
  });
}

/** An object as a JSON answer. */
export const jsonAnswer = (value: unknown, fresh: number): Answer => ({
  body: JSON.stringify(value),
  type: 'application/json',
  fresh,
});
