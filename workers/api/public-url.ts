import type { Env } from '../env.ts';

type Settings = Pick<Env, 'PUBLIC_ORIGIN'>;

/** Where it is served on the machine of its developer: there, http is enough. */
const LOCAL = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/**
 * A path of ours as it is written into an answer: under the public origin, or by itself where none is set. Never under
 * the origin that was asked: one cached answer serves every name this Worker is reached by.
 */
export const publicUrl = (env: Settings, path: `/${string}`): string => `${publicOrigin(env) ?? ''}${path}`;

/** The one origin that answers may name, undefined where none is set. Throws where it is not an origin. */
export function publicOrigin({ PUBLIC_ORIGIN: text }: Settings): string | undefined {
  if (!text) return undefined;
  const { protocol, hostname, origin, href } = URL.parse(text) ?? {};
  const isSafe = protocol === 'https:' || (protocol === 'http:' && LOCAL.test(hostname ?? ''));
  // An address is an origin where nothing but the slash after it is left: no path, query, fragment or user.
  if (!isSafe || origin === undefined || href !== `${origin}/` || /[?#]/.test(text))
    throw new Error(
      `PUBLIC_ORIGIN: expected an https origin without a path, such as https://heatmap.example, got ${JSON.stringify(text)}`,
    );
  return origin;
}
