import type { Asked } from './asked.ts';

/** Most requests that are spent on making one smaller. */
const MOST_TRIES = 60;

/**
 * The smallest request found that still fails: without what does not matter, texts halved. A valid one stays valid:
 * only what is optional is left out of it.
 */
export async function minimise(asked: Asked, fails: (asked: Asked) => Promise<boolean>): Promise<Asked> {
  let smallest = asked;
  let tries = 0;
  for (let found = true; found; ) {
    found = false;
    for (const smaller of smallerOnes(smallest)) {
      if (tries++ >= MOST_TRIES) return smallest;
      if (!(await fails(smaller))) continue;
      smallest = smaller;
      found = true;
      break;
    }
  }
  return smallest;
}

function* smallerOnes(asked: Asked): Generator<Asked> {
  const { kind, query, headers, path, required = [], body } = asked;
  if (body !== undefined && body.length > 0) yield { ...asked, body: '' };
  for (const i of headers.keys()) yield { ...asked, headers: headers.filter((_, other) => other !== i) };
  for (const [i, [name]] of query.entries())
    if (!required.includes(name)) yield { ...asked, query: query.filter((_, other) => other !== i) };
  if (kind === 'valid') return;
  if (asked.method !== 'GET' && body === undefined) yield { ...asked, method: 'GET' };
  for (const [i, [name, value = '']] of query.entries()) {
    for (const shorter of shorterThan(value))
      yield { ...asked, query: query.with(i, [name, shorter] as const) };
    for (const shorter of shorterThan(name))
      yield { ...asked, query: query.with(i, [shorter, value] as const) };
  }
  for (const shorter of shorterThan(path.slice(1))) yield { ...asked, path: `/${shorter}` };
}

/** Halves, as long as there is something to halve. */
const shorterThan = (text: string): string[] =>
  text.length > 8 ? [text.slice(0, text.length / 2), text.slice(text.length / 2)] : [];
