import { HOUR } from '../../schema/range.ts';
import { score } from '../model/score/score.ts';
import { summedExchanges } from '../store/read-tracks.ts';
import { dayOf, readRows } from './days.ts';
import { candleExchanges, readHead } from './head.ts';
import { readForecasts } from './ledger.ts';
import { type Own, write } from './own.ts';
import { candlesOf } from './record/candles-of.ts';
import { readScore, writeScore } from './score.ts';
import { scoredCandles } from './scored-candles.ts';

/** Candles a score looks back on: 60 days of hours, or as many coarser ones. */
const CANDLES = 60 * 24;
/** Fewer say nothing that an interval would not swallow. */
const FEWEST = 100;

/**
 * Scores a symbol's forecasts of the last 60 days, by the hour or in the candles' own step where that is coarser, and
 * stores the result; at most once a day. The path of price is that of the exchange that traded most.
 */
export async function scoreSymbol(own: Own, symbol: string): Promise<void> {
  const head = readHead(own, symbol);
  const newest = summedExchanges(candleExchanges(head)).flatMap(exchange => {
    const last = head.exchanges[exchange]?.last;
    return last ? [{ exchange, ...last }] : [];
  });
  if (newest.length === 0) return;
  const end = Math.max(...newest.map(({ time, step }) => time + step));
  const before = readScore(own);
  if (before && dayOf(end) === dayOf(before.time)) return;

  const [main] = newest.toSorted((a, b) => b.volume / b.step - a.volume / a.step);
  if (!main) return;
  const step = Math.max(HOUR, main.step);
  const to = Math.floor(end / step) * step;
  const from = to - CANDLES * step;
  const rows = await readRows(own, { from, to, width: step, end });
  const candles = candlesOf(rows.get(main.exchange)?.candles ?? [], { step, from, to });
  const scored = scoredCandles(candles, await readForecasts(own, { from, to }));
  const known = scored.filter(({ forecast, observed }) => forecast && observed.longUsd !== undefined);
  if (known.length < FEWEST) return;
  write(own, [writeScore({ time: end, score: JSON.stringify({ step, from, to, ...score(scored) }) })]);
}
