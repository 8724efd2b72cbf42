/**
 * The path that was meant, where it differs from one of our routes only in case or in slashes too many; undefined where
 * there is none. Routes are as Hono writes them, with `:name` for a part that may be anything.
 */
export function likelyPath(path: string, routes: Iterable<string>): string | undefined {
  const given = partsOf(path);
  for (const route of routes) {
    const parts = partsOf(route).map((part, i) => (part.startsWith(':') ? given[i] : part));
    if (parts.length !== given.length) continue;
    if (parts.every((part, i) => part?.toLowerCase() === given[i]?.toLowerCase()))
      return `/${parts.join('/')}`;
  }
  return undefined;
}

const partsOf = (path: string): string[] => path.split('/').filter(part => part !== '');
