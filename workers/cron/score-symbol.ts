import type { Exchange } from '../../schema/exchange.ts';
import { DAY, HOUR } from '../../schema/range.ts';
import { score } from '../model/score/score.ts';
import { readForecasts } from '../store/forecast-ledger.ts';
import { readCandles } from '../store/read-candles.ts';
import { lastClose, readLastCandles } from '../store/read-last-candles.ts';
import { summedExchanges } from '../store/read-tracks.ts';
import { readScore, saveScore } from '../store/scores.ts';
import { scoredCandles } from './scored-candles.ts';

/** Candles a score looks back on: 60 days of hours, or as many coarser ones. */
const CANDLES = 60 * 24;
/** Fewer say nothing that an interval would not swallow. */
const FEWEST = 100;

/**
 * Scores a symbol's forecasts of the last 60 days, by the hour or in the candles' own step where that is coarser, and
 * stores the result; at most once a day. The path of price is that of the exchange that traded most.
 */
export async function scoreSymbol(
  db: D1Database,
  symbol: string,
  exchanges: readonly Exchange[],
): Promise<void> {
  const newest = await readLastCandles(
    db,
    summedExchanges(exchanges).map(exchange => ({ symbol, exchange })),
  );
  const end = lastClose(newest)?.end;
  if (end === undefined) return;
  const before = await readScore(db, symbol);
  if (before && Math.floor(end / DAY) === Math.floor(before.time / DAY)) return;

  const [main] = newest.toSorted((a, b) => b.volume / b.step - a.volume / a.step);
  if (!main) return;
  const step = Math.max(HOUR, main.step);
  const to = Math.floor(end / step) * step;
  const span = { symbol, from: to - CANDLES * step, to };
  const candles = await readCandles(db, { ...span, exchange: main.exchange, step });
  const scored = scoredCandles(candles, await readForecasts(db, span));
  const known = scored.filter(({ forecast, observed }) => forecast && observed.longUsd !== undefined);
  if (known.length < FEWEST) return;
  await saveScore(db, symbol, {
    time: end,
    score: JSON.stringify({ step, from: span.from, to, ...score(scored) }),
  });
}
