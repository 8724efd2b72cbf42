/**
 * An answer as plain data: requests can share it and caches can hold it, which a `Response` belongs too much to one
 * request for.
 */
export type KeptAnswer = {
  status: number;
  headers: readonly [name: string, value: string][];
  body: Uint8Array;
  /** When it was made, milliseconds UTC. */
  madeAt: number;
};

/**
 * What the cache is told beside the answer's own headers, and nobody else: when it was made, since Cloudflare may write
 * its own `Date`, and the lifetime it has for others, since the cache keeps it for longer.
 */
const MADE_AT = 'X-Made-At';
const OWN_LIFETIME = 'X-Own-Cache-Control';

export const plainAnswer = async (response: Response, madeAt: number): Promise<KeptAnswer> => ({
  status: response.status,
  headers: [...response.headers],
  body: new Uint8Array(await response.arrayBuffer()),
  madeAt,
});

/** The seconds that the answer's own `Cache-Control` names; one that it does not name is 0. */
export function lifetimeOf({ headers }: KeptAnswer): { fresh: number; revalidate: number; onError: number } {
  const control = new Headers([...headers]).get('Cache-Control') ?? '';
  const seconds = (name: string) => Number(new RegExp(`(?:^|[ ,])${name}=(\\d+)`).exec(control)?.[1] ?? 0);
  return {
    fresh: seconds('max-age'),
    revalidate: seconds('stale-while-revalidate'),
    onError: seconds('stale-if-error'),
  };
}

/** Whole seconds since it was made. */
export const ageOf = ({ madeAt }: KeptAnswer, now: number): number =>
  Math.max(0, Math.floor((now - madeAt) / 1000));

/** Keeps an answer for as long as it may be given to anybody, also while nothing newer can be made. */
export async function keepAnswer(key: string, answer: KeptAnswer): Promise<void> {
  const { fresh, revalidate, onError } = lifetimeOf(answer);
  const headers = new Headers([...answer.headers]);
  headers.set(MADE_AT, String(answer.madeAt));
  headers.set(OWN_LIFETIME, headers.get('Cache-Control') ?? '');
  headers.set('Cache-Control', `public, max-age=${fresh + Math.max(revalidate, onError)}`);
  await caches.default.put(key, new Response(answer.body, { status: answer.status, headers }));
}

/** The answer that was kept under a key, as it was; undefined where there is none. */
export async function readKept(key: string): Promise<KeptAnswer | undefined> {
  const stored = await caches.default.match(key);
  const madeAt = stored?.headers.get(MADE_AT);
  if (!stored || !madeAt) return undefined;
  const headers = new Headers(stored.headers);
  headers.set('Cache-Control', headers.get(OWN_LIFETIME) ?? 'no-store');
  for (const name of [MADE_AT, OWN_LIFETIME, 'Age', 'CF-Cache-Status']) headers.delete(name);
  const { status } = stored;
  return {
    status,
    headers: [...headers],
    body: new Uint8Array(await stored.arrayBuffer()),
    madeAt: Number(madeAt),
  };
}
