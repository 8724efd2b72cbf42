import type { Answered } from '../requests/asked.ts';

/** A name that the product has never heard of. */
export const STRANGER = 'stranger.example';

type Headers = readonly (readonly [name: string, value: string])[];

/** The same question, put under other names. */
export const OTHER_NAMES: readonly Headers[] = [
  [['host', STRANGER]],
  [['x-forwarded-host', STRANGER]],
  [['x-forwarded-proto', 'https']],
  [['forwarded', `host=${STRANGER};proto=https`]],
  [
    ['host', `${STRANGER}:8443`],
    ['origin', `https://${STRANGER}`],
    ['referer', `https://${STRANGER}/a`],
  ],
];

/** Headers of the moment, not of the answer. */
const OF_THE_MOMENT = /^(date|age|connection|keep-alive|transfer-encoding|cf-.*)$/;

/** Whether a cache may give the answer to somebody else (RFC 9111). */
export function isCacheable({ headers }: Answered): boolean {
  const control = headers['cache-control'];
  return control !== undefined && !/no-store|private|no-cache|max-age=0\b/.test(control);
}

/** In what two answers to one question differ; undefined where they do not. */
export function difference(one: Answered, other: Answered): string | undefined {
  if (one.status !== other.status) return `status: ${one.status}, ${other.status}`;
  const names = new Set([...Object.keys(one.headers), ...Object.keys(other.headers)]);
  for (const name of names)
    if (!OF_THE_MOMENT.test(name) && one.headers[name] !== other.headers[name])
      return `${name}: ${one.headers[name]}, ${other.headers[name]}`;
  const [a = '', b = ''] = [one, other].map(({ body }) => new TextDecoder().decode(body));
  if (a === b) return undefined;
  const at = [...a].findIndex((letter, i) => letter !== b[i]);
  const near = (text: string) => `…${text.slice(Math.max(0, at - 30), at + 40)}…`;
  return `its body at ${at}: ${near(a)}, ${near(b)}`;
}

/** Everything an answer says, to look for a name in. */
export const textOf = ({ headers, body }: Answered): string =>
  `${JSON.stringify(headers)} ${new TextDecoder().decode(body)}`;
