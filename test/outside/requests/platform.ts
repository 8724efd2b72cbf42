import { type Answered, type Asked, headerOf, targetOf } from './asked.ts';

/** A request line or headers that HTTP servers refuse before anybody's program is asked. */
const TRAITS: Readonly<Record<string, (asked: Asked) => boolean>> = {
  'OPTIONS *': ({ path }) => path === '*',
  'CONNECT, TRACE': ({ method }) => ['CONNECT', 'TRACE'].includes(method),
  'a Host that is none': asked => !isHost(headerOf(asked, 'host')),
  // Files are the asset server's, which knows two methods.
  'another method of a file': ({ method, path }) =>
    !['GET', 'HEAD', 'OPTIONS'].includes(method) && FILE.test(path),
  'a target that is no URL': asked => /[^\w.~:/?#[\]@!$&'()*+,;=%-]/.test(targetOf(asked)),
  'a target of more than 64 kB': asked => targetOf(asked).length > 65_536,
  'no encoding is acceptable': asked =>
    /(\*|identity)\s*;\s*q=0/.test(headerOf(asked, 'accept-encoding') ?? ''),
};

/** What the site serves beside the Worker's own paths. */
const FILE = /^\/+(liq-heatmap[\w.-]*|robots\.txt|favicon\.ico|site\/.*)$/;

/** A name or an IPv4 address, with a port or none. */
function isHost(host: string | undefined): boolean {
  if (host === undefined) return true;
  const found = /^[\w.-]+(?::(\d+))?$/.exec(host);
  return found !== null && Number(found[1] ?? 0) < 65_536 && URL.canParse(`http://${host}/`);
}

/**
 * Which trait of a request had the server in front (on this machine wrangler's) answer by itself; undefined where the
 * answer is the Worker's, which always lets any origin read it.
 */
export function platformTrait(asked: Asked, { headers }: Answered): string | undefined {
  if (headers['access-control-allow-origin'] !== undefined) return undefined;
  return Object.keys(TRAITS).find(trait => TRAITS[trait]?.(asked));
}

/** Requests with those traits that random ones would seldom have. */
export const PLATFORM_REQUESTS: readonly Asked[] = [
  { kind: 'malicious', method: 'OPTIONS', path: '*', query: [], headers: [] },
  { kind: 'malicious', method: 'CONNECT', path: 'localhost:1', query: [], headers: [] },
];
