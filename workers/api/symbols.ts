import type { Context } from 'hono';
import { type SymbolSummary, type Symbols, symbols as symbolsShape } from '../../schema/answer/symbols.ts';
import type { BoardSymbol } from '../../schema/board.ts';
import { readBoard } from '../store/board.ts';
import { lastClose, lastPrice } from '../store/read-last-candles.ts';
import { summedExchanges } from '../store/read-tracks.ts';
import { answerResponse, jsonAnswer } from './answer.ts';
import { candlesOf } from './board-candles.ts';
import { type Asked, endpoint } from './endpoint.ts';
import { secondsFresh } from './freshness.ts';

export const symbolsEndpoint = endpoint({
  path: '/v1/symbols',
  tag: 'market',
  summary: 'The symbols with their exchanges, last price, open interest, first and last time of data',
  description:
    'Those of which there are candles. Price and open interest are of the exchanges that `exchange=all` sums.',
  parameters: {},
  answers: { 'application/json': { Symbols: symbolsShape } },
  answer: symbols,
});

async function symbols(c: Context<Asked>): Promise<Response> {
  const { DB: db, MODE: mode } = c.env;
  const board = await readBoard(db);
  const close = lastClose(board.symbols.flatMap(candlesOf));
  const answer: Symbols = {
    mode,
    ...(close && { generatedAt: close.end }),
    stale: false,
    symbols: board.symbols.flatMap(symbol => summarise(symbol) ?? []),
  };
  const caughtUp = answer.symbols.length > 0 && answer.symbols.every(symbol => symbol.caughtUp);
  return answerResponse(jsonAnswer(answer, secondsFresh(mode, 0, caughtUp)));
}

/** Price and open interest are those of the exchanges that `all` sums. */
function summarise(symbol: BoardSymbol): SymbolSummary | undefined {
  const tracks = symbol.tracks.filter(({ last }) => last);
  const exchanges = tracks.map(({ exchange }) => exchange);
  const summed = tracks.filter(({ exchange }) => summedExchanges(exchanges).includes(exchange));
  const candles = candlesOf({ ...symbol, tracks: summed });
  const close = lastClose(candles);
  const price = lastPrice(candles);
  if (!close || price === undefined) return undefined;
  const openInterests = summed.flatMap(({ openInterest }) => openInterest ?? []);
  return {
    symbol: symbol.symbol,
    exchanges,
    lastPrice: price,
    ...(openInterests.length > 0 && { openInterestUsd: openInterests.reduce((a, b) => a + b) * price }),
    firstTime: Math.min(...summed.map(({ firstTime = Number.POSITIVE_INFINITY }) => firstTime)),
    lastTime: close.end,
    caughtUp: !symbol.busy,
  };
}
