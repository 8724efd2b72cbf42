import type { HttpRequest } from './adapter.ts';

type Parameters = Readonly<Record<string, string | number | undefined>>;

/** A GET request; parameters that are undefined are left out. */
export function get(url: string, parameters: Parameters = {}, weight = 1): HttpRequest {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) query.set(name, String(value));
  const text = query.toString();
  return { url: text === '' ? url : `${url}?${text}`, method: 'GET', headers: {}, weight };
}

/** A POST request with a JSON body. */
export function post(url: string, body: unknown, weight = 1): HttpRequest {
  const headers = { 'content-type': 'application/json' };
  return { url, method: 'POST', headers, body: JSON.stringify(body), weight };
}

/** A share of the budget from two headers, one that counts and one that limits. */
export function usedOf(count: string | null, limit: string | number | null): number | undefined {
  const used = Number(count ?? Number.NaN) / Number(limit ?? Number.NaN);
  return Number.isFinite(used) ? used : undefined;
}

/** Splits a list into runs of at most `size`. */
export function chunked<Item>(items: readonly Item[], size: number): Item[][] {
  const chunks: Item[][] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}

export const seconds = (ms: number): number => Math.floor(ms / 1000);
