import { decodeHeatmapBin } from '../schema/heatmap-bin.ts';
import type { Heatmap, History } from '../schema/wire.ts';
import { readJson } from './load.ts';

/** Where and what an element asks. An empty endpoint is the origin this script came from. */
export type Question = {
  endpoint: string;
  symbol: string;
  exchange: string;
  range: string;
  interval?: string;
  leverage?: string;
};

type Asked<T> = { url: string; read: (body: ArrayBuffer) => T };

/** The two requests of an element: `GET /v1/heatmap`, binary, and `GET /v1/history`. */
export const questions = (question: Question): { heatmap: Asked<Heatmap>; history: Asked<History> } => ({
  heatmap: {
    url: apiUrl('heatmap', question, {
      format: 'bin',
      ...(question.leverage && { leverage: question.leverage }),
    }),
    read: decodeHeatmapBin,
  },
  history: {
    url: apiUrl('history', question, question.interval ? { interval: question.interval } : {}),
    read: readJson<History>,
  },
});

/** The same grid with what qualifies its cells. */
export const layersUrl = (question: Question): string =>
  apiUrl('heatmap', question, { format: 'bin', with: 'band,priorShare,split' });

function apiUrl(
  path: string,
  { endpoint, symbol, exchange, range }: Question,
  more: Record<string, string>,
): string {
  const query = new URLSearchParams({ symbol: baseAsset(symbol), range, ...more });
  if (exchange && exchange !== 'all') query.set('exchange', exchange);
  return `${originOf(endpoint)}/v1/${path}?${query}`;
}

/** `GET /v1/liquidations` of a span (ms): the newest thousand. */
export function printsUrl(question: Question, from: number, to: number): string {
  const query = new URLSearchParams({
    symbol: baseAsset(question.symbol),
    from: `${from}`,
    to: `${to}`,
    limit: '1000',
  });
  if (question.exchange && question.exchange !== 'all') query.set('exchange', question.exchange);
  return `${originOf(question.endpoint)}/v1/liquidations?${query}`;
}

/** `GET /v1/score` of a symbol. */
export const scoreUrl = ({ endpoint, symbol }: Question): string =>
  `${originOf(endpoint)}/v1/score?symbol=${encodeURIComponent(baseAsset(symbol))}`;

/** The origin to ask: the endpoint without its last slashes, or where this script came from. */
export const originOf = (endpoint: string): string =>
  endpoint ? endpoint.replace(/\/+$/, '') : new URL(import.meta.url).origin;

/** `BTCUSDT`, `btc-usd` and `BTC/USDT:USDT` are `BTC`: people paste what their exchange calls it. */
export function baseAsset(symbol: string): string {
  const upper = symbol.trim().toUpperCase();
  return upper.replace(/[-_/]?(USDT|USDC|USD)?(:\w+)?([-_]?(PERP|SWAP))?$/, '') || upper;
}
