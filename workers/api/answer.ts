/** What a route answers with, before it is kept and sent. */
export type Answer = {
  body: string | Uint8Array<ArrayBuffer>;
  type: string;
  /** Seconds for which it holds. */
  fresh: number;
};

/** As long again as an answer holds, but no longer than this, a cache may give it while it asks anew, seconds. */
const LONGEST_REVALIDATION = 600;
/** For so long a cache may give it while the Worker or its database fails, seconds. */
const ERROR_SECONDS = 86_400;

/**
 * The lifetime of an answer. There is no `s-maxage`: beside it Cloudflare's cache ignores both `stale-` directives
 * (developers.cloudflare.com/workers/cache/configuration).
 */
const cacheControl = (fresh: number): string =>
  `public, max-age=${fresh}, stale-while-revalidate=${Math.min(fresh, LONGEST_REVALIDATION)}, stale-if-error=${ERROR_SECONDS}`;

/** The answer as a response with the validator and lifetime that caches need. */
export async function answerResponse({ body, type, fresh }: Answer, now = Date.now()): Promise<Response> {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return new Response(bytes, {
    headers: {
      'Content-Type': type,
      'Content-Length': String(bytes.length),
      'Cache-Control': cacheControl(fresh),
      Date: new Date(now).toUTCString(),
      // Pictures and pages may be shown by pages that isolate themselves.
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'X-Content-Type-Options': 'nosniff',
      ETag: await entityTag(bytes),
    },
  });
}

/** The validator of a body: equal bodies have equal ones. */
export async function entityTag(body: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', body));
  return `"${digest.slice(0, 16).toBase64({ alphabet: 'base64url', omitPadding: true })}"`;
}

/** An object as a JSON answer. */
export const jsonAnswer = (value: unknown, fresh: number): Answer => ({
  body: JSON.stringify(value),
  type: 'application/json',
  fresh,
});
