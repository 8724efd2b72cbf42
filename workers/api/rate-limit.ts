import type { Env } from '../env.ts';
import { problem } from './problem.ts';

/** Seconds over which the binding counts (wrangler.toml). */
const PERIOD = 60;

/** The addresses of this machine itself, which asks where the Worker is served by `npm start`. */
const OWN = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/**
 * Throws a 429 where an address has asked for more than its share of answers that must be computed. Without the binding,
 * without an address, or from the machine itself, nothing is counted.
 */
export async function limitRate({ MISSES }: Pick<Env, 'MISSES'>, request: Request): Promise<void> {
  const address = request.headers.get('CF-Connecting-IP');
  if (!MISSES || !address || OWN.has(address)) return;
  const { success } = await MISSES.limit({ key: address });
  if (success) return;
  throw problem(
    429,
    {
      detail:
        'too many different answers for one address: 600 a minute that no cache holds; what a cache holds is not counted',
    },
    { 'Retry-After': String(PERIOD) },
  );
}
