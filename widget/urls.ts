/** Where and what an element asks. An empty endpoint is the origin this script came from. */
export type Question = { endpoint: string; symbol: string; exchange: string; range: string };

/** `GET /v1/heatmap`, binary. */
export const heatmapUrl = (question: Question): string => url('heatmap', question, { format: 'bin' });

/** `GET /v1/history`. */
export const historyUrl = (question: Question): string => url('history', question, {});

function url(
  path: string,
  { endpoint, symbol, exchange, range }: Question,
  more: Record<string, string>,
): string {
  const query = new URLSearchParams({ symbol: baseAsset(symbol), range, ...more });
  if (exchange && exchange !== 'all') query.set('exchange', exchange);
  const base = endpoint ? endpoint.replace(/\/+$/, '') : new URL(import.meta.url).origin;
  return `${base}/v1/${path}?${query}`;
}

/** `BTCUSDT`, `btc-usd` and `BTC/USDT:USDT` are `BTC`: people paste what their exchange calls it. */
export function baseAsset(symbol: string): string {
  const upper = symbol.trim().toUpperCase();
  return upper.replace(/[-_/]?(USDT|USDC|USD)?(:\w+)?([-_]?(PERP|SWAP))?$/, '') || upper;
}
