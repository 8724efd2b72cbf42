import { readContractName } from '../schema/contract-name.ts';
import type { Properties } from './surface/properties.ts';

/** Where and what an element asks. An empty endpoint is the origin this script came from. */
export type Question = Pick<Properties, 'endpoint' | 'symbol' | 'exchange' | 'range'> &
  Partial<Pick<Properties, 'interval' | 'leverage'>>;

/** `GET /v1/heatmap`, binary. */
export const heatmapUrl = (question: Question): string =>
  apiUrl('heatmap', question, {
    range: question.range,
    format: 'bin',
    ...(question.leverage && { leverage: question.leverage }),
  });

/** `GET /v1/history`. */
export const historyUrl = (question: Question): string =>
  apiUrl('history', question, {
    range: question.range,
    ...(question.interval && { interval: question.interval }),
  });

/** A route that answers for a symbol and an exchange. What only a part that is loaded later asks stands with that part. */
export function apiUrl(
  path: string,
  { endpoint, symbol, exchange }: Pick<Question, 'endpoint' | 'symbol' | 'exchange'>,
  more: Record<string, string>,
): string {
  const query = new URLSearchParams({ symbol: baseAsset(symbol), ...more });
  if (exchange && exchange !== 'all') query.set('exchange', exchange);
  return `${originOf(endpoint)}/v1/${path}?${query}`;
}

/** The origin to ask: the endpoint without its last slashes, or where this script came from. */
export const originOf = (endpoint: string): string =>
  endpoint ? endpoint.replace(/\/+$/, '') : new URL(import.meta.url).origin;

/** `BTCUSDT`, `btc-usd` and `BTC/USDT:USDT` are `BTC`, `1000PEPEUSDT` is `PEPE`: people paste what their exchange calls it. */
export const baseAsset = (symbol: string): string => readContractName(symbol).symbol;
