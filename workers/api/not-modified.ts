/** Headers that speak of the body, and so are not in a 304 (RFC 9110, 15.4.5). */
const OF_THE_BODY = ['Content-Type', 'Content-Length', 'Content-Encoding'];

/** A 304 where the answer with these headers is one that the client names in `If-None-Match`; else undefined. */
export function notModified(full: Headers, ifNoneMatch: string | undefined): Response | undefined {
  const tag = full.get('ETag');
  if (!tag || !matches(tag, ifNoneMatch)) return undefined;
  const headers = new Headers(full);
  for (const name of OF_THE_BODY) headers.delete(name);
  return new Response(null, { status: 304, headers });
}

/** Weak comparison, as RFC 9110 13.1.2 has it. */
function matches(tag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  const asked = ifNoneMatch.split(',').map(text => text.trim().replace(/^W\//, ''));
  return asked.includes('*') || asked.includes(tag);
}
