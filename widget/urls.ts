import { readContractName } from '../schema/contract-name.ts';

/** Where and what an element asks. An empty endpoint is the origin this script came from. */
export type Question = {
  endpoint: string;
  symbol: string;
  exchange: string;
  range: string;
  interval?: string;
  leverage?: string;
};

/** `GET /v1/heatmap`, binary. */
export const heatmapUrl = (question: Question): string =>
  apiUrl('heatmap', question, {
    format: 'bin',
    ...(question.leverage && { leverage: question.leverage }),
  });

/** `GET /v1/history`. */
export const historyUrl = (question: Question): string =>
  apiUrl('history', question, question.interval ? { interval: question.interval } : {});

/** The same grid with what qualifies its cells. */
export const layersUrl = (question: Question & { bands: string }): string =>
  apiUrl('heatmap', question, {
    format: 'bin',
    with: question.bands === 'off' ? 'priorShare,split' : 'band,priorShare,split',
  });

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

/** `GET /v1/status`. */
export const statusUrl = ({ endpoint }: Question): string => `${originOf(endpoint)}/v1/status`;

/** The origin to ask: the endpoint without its last slashes, or where this script came from. */
export const originOf = (endpoint: string): string =>
  endpoint ? endpoint.replace(/\/+$/, '') : new URL(import.meta.url).origin;

/** `BTCUSDT`, `btc-usd` and `BTC/USDT:USDT` are `BTC`, `1000PEPEUSDT` is `PEPE`: people paste what their exchange calls it. */
export const baseAsset = (symbol: string): string => readContractName(symbol).symbol;
