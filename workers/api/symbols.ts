import type { Context } from 'hono';
import { type SymbolSummary, type Symbols, symbols as symbolsShape } from '../../schema/answer/symbols.ts';
import { type LastCandle, lastClose, lastPrice, readLastCandles } from '../store/read-last-candles.ts';
import { readTrackSummaries, type TrackSummary } from '../store/read-symbols.ts';
import { readTracks, summedExchanges } from '../store/read-tracks.ts';
import { answerResponse, jsonAnswer } from './answer.ts';
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
  const tracks = await readTracks(db);
  const [lastCandles, summaries] = await Promise.all([
    readLastCandles(db, tracks),
    readTrackSummaries(db, tracks),
  ]);
  const bySymbol = Map.groupBy(lastCandles, candle => candle.symbol);
  const close = lastClose(lastCandles);
  const answer: Symbols = {
    mode,
    ...(close && { generatedAt: close.end }),
    stale: false,
    symbols: [...Map.groupBy(summaries, summary => summary.symbol)].flatMap(([symbol, own]) => {
      const summary = summarise(symbol, own, bySymbol.get(symbol) ?? []);
      return summary ? [summary] : [];
    }),
  };
  return answerResponse(jsonAnswer(answer, secondsFresh(mode, 0)));
}

/** Price and open interest are those of the exchanges that `all` sums. */
function summarise(
  symbol: string,
  tracks: readonly TrackSummary[],
  lastCandles: readonly LastCandle[],
): SymbolSummary | undefined {
  const summed = summedExchanges(tracks.map(track => track.exchange));
  const candles = lastCandles.filter(candle => summed.includes(candle.exchange));
  const close = lastClose(candles);
  const price = lastPrice(candles);
  if (!close || price === undefined) return undefined;
  const openInterests = tracks.flatMap(track =>
    summed.includes(track.exchange) && track.openInterest !== undefined ? [track.openInterest] : [],
  );
  return {
    symbol,
    exchanges: tracks.map(track => track.exchange),
    lastPrice: price,
    ...(openInterests.length > 0 && { openInterestUsd: openInterests.reduce((a, b) => a + b) * price }),
    firstTime: Math.min(...tracks.filter(t => summed.includes(t.exchange)).map(track => track.firstTime)),
    lastTime: close.end,
  };
}
