/**
 * What is kept of a symbol that does not exist, whatever else was asked of it: the key of the refusal for the canonical
 * URL of an answer. Undefined where the URL names no symbol.
 */
export function unknownSymbolKey(canonicalUrl: string): string | undefined {
  const { origin, pathname, searchParams } = new URL(canonicalUrl);
  const [, inPath] = /^\/(?:embed|v1\/snapshot)\/([A-Z0-9]{1,20})(?:\.\w+)?$/.exec(pathname) ?? [];
  const symbol = searchParams.get('symbol') ?? inPath;
  return symbol === undefined ? undefined : `${origin}/unknown/${symbol}`;
}
