import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { History, HistoryBar } from '../../../schema/answer/history.ts';
import { INTERVALS, type Interval, MINUTE, RANGES, type Range } from '../../../schema/range.ts';
import { saveBars } from '../../../workers/store/save-bars.ts';
import { saveCoverage } from '../../../workers/store/save-coverage.ts';
import { rollUpBars, saveLiquidations } from '../../../workers/store/save-liquidations.ts';
import { clearMarkets, flatCandles, seedCandles } from '../../support/seed-market.ts';
import { askJson } from './market.ts';
import { plans, type ToldMarket, toldMarket } from './told-market.ts';
import { atomsOf, dollars, fittingInterval, seenMinutes } from './truth.ts';

const CANDLE = 5 * MINUTE;
/** Of what is told after the last close: two candles and two minutes. */
const AHEAD = 2 * CANDLE + 2 * MINUTE;
const MAX_BARS = 3000;
/** An answer is asked in every interval for each of these; the others differ from them in nothing but length. */
const ASKED: Range[] = ['12h', '24h', '3d', '30d'];

test('bars sum what was told, once, over the span the answer says, at every interval, range and time of day', async () => {
  await fc.assert(
    fc.asyncProperty(
      plans,
      fc.constantFrom(...ASKED),
      fc.constantFrom('all', 'binance'),
      fc.boolean(),
      async (plan, range, exchange, recordedFirst) => {
        const market = toldMarket(plan);
        await tell(market, recordedFirst);
        const shown = {
          ...market,
          exchanges: exchange === 'all' ? market.exchanges : market.exchanges.slice(0, 1),
        };
        const answers = await Promise.all(
          Object.keys(INTERVALS).map(interval =>
            holds(shown, { range, exchange, interval: interval as Interval }),
          ),
        );
        for (const fine of answers) for (const coarse of answers) expectSumsOf(fine, coarse);
      },
    ),
    { numRuns: 40, seed: 20_260_310 },
  );
}, 120_000);

/** Writes a market as it comes in: events with late ones among them, rolled up in between, recordings before or after. */
async function tell({ end, now, exchanges }: ToldMarket, recordedFirst: boolean): Promise<void> {
  const db = env.DB;
  await clearMarkets(db);
  await db.batch(['feed_coverage', 'bar_rollups'].map(table => db.prepare(`DELETE FROM ${table}`)));
  const candles = flatCandles(end - 20 * CANDLE, CANDLE, 20, 50_000);
  for (const { exchange } of exchanges) await seedCandles(db, { symbol: 'BTC', exchange }, candles);
  const record = () =>
    saveBars(db, {
      liquidationBars: exchanges.flatMap(({ exchange, recorded }) =>
        recorded.map(bar => ({ symbol: 'BTC', exchange, ...bar })),
      ),
    });
  if (recordedFirst) await record();
  const events = exchanges.flatMap(told => told.events).sort((a, b) => a.time - b.time);
  const middle = events[events.length >> 1]?.time ?? end;
  // Every fifth comes late, after what it belongs to has been rolled up.
  const late = events.filter((_, i) => i % 5 === 0);
  const others = events.filter((_, i) => i % 5 !== 0);
  await saveLiquidations(
    db,
    others.filter(({ time }) => time < middle),
  );
  await rollUpBars(db, middle);
  await saveLiquidations(
    db,
    others.filter(({ time }) => time >= middle),
  );
  await rollUpBars(db, now);
  await saveLiquidations(db, late);
  if (!recordedFirst) await record();
  const reports = exchanges.flatMap(told => told.minutes);
  for (let i = 0; i < reports.length; i += 5_000)
    await db.batch(saveCoverage(db, reports.slice(i, i + 5_000)));
}

/** Asks, and holds each bar and the whole against what was told. */
async function holds(
  market: ToldMarket,
  { range, exchange, interval }: { range: Range; exchange: string; interval: Interval },
): Promise<History> {
  const { end, exchanges } = market;
  const query = `symbol=BTC&range=${range}&interval=${interval}&exchange=${exchange}`;
  const answer = await askJson<History>(`/v1/history?${query}`);
  const limit = end + AHEAD;
  const { span } = RANGES[range];
  const least = Math.max(INTERVALS[interval], span / MAX_BARS);
  const step = fittingInterval(market, { least, end, span, limit });
  expect(INTERVALS[answer.interval], query).toBe(step);
  expect(answer.from, query).toBe(Math.floor((end - span) / step) * step);

  const atoms = atomsOf(market).filter(atom => atom.from >= answer.from && atom.from < limit);
  expect(
    atoms.filter(
      ({ from, to }) => from >= answer.to || Math.floor(from / step) !== Math.floor((to - 1) / step),
    ),
    query,
  ).toEqual([]);
  expect(sumOf(answer.bars), query).toEqual(dollars(atoms));

  const count = Math.ceil((answer.to - answer.from) / step);
  const seen = exchanges
    .map(seenMinutes)
    .filter(minutes => minutes.keys().some(time => time >= answer.from && time < answer.from + count * step));
  const atomsIn = Map.groupBy(atoms, atom => Math.floor(atom.from / step) * step);
  const expected = Array.from({ length: count }, (_, x) => {
    const time = answer.from + x * step;
    const covered = seen.reduce((sum, minutes) => sum + shareOf(minutes, time, step) / seen.length, 0);
    return { time, ...dollars(atomsIn.get(time) ?? []), covered };
  }).filter(({ time, covered }) => covered > 0 || atomsIn.has(time));
  expect(
    answer.bars.map(({ time, longUsd, shortUsd }) => ({ time, longUsd, shortUsd })),
    query,
  ).toEqual(expected.map(({ covered: _, ...bar }) => bar));
  const off = expected.map(({ covered }, i) => Math.abs(covered - (answer.bars[i]?.covered ?? Number.NaN)));
  // A share is said to a hundredth of a percent.
  expect(Math.max(0, ...off), query).toBeLessThan(0.000_051);
  return answer;
}

/** Bars of one answer are sums of those of a finer one, where the finer one has all of their time. */
function expectSumsOf(fine: History, coarse: History): void {
  const step = INTERVALS[coarse.interval];
  if (step % INTERVALS[fine.interval] !== 0) return;
  const parts = Map.groupBy(fine.bars, bar => Math.floor(bar.time / step) * step);
  const bars = coarse.bars.filter(bar => bar.time >= fine.from);
  expect(
    bars.map(bar => [bar.time, sumOf([bar])]),
    `${coarse.interval} of ${fine.interval}`,
  ).toEqual(bars.map(bar => [bar.time, sumOf(parts.get(bar.time) ?? [])]));
}

const sumOf = (bars: readonly HistoryBar[]) => ({
  longUsd: bars.reduce((sum, bar) => sum + (bar.longUsd ?? Number.NaN), 0),
  shortUsd: bars.reduce((sum, bar) => sum + (bar.shortUsd ?? Number.NaN), 0),
});

function shareOf(seen: ReadonlyMap<number, number>, from: number, step: number): number {
  let sum = 0;
  for (let minute = from; minute < from + step; minute += MINUTE) sum += seen.get(minute) ?? 0;
  return sum / (step / MINUTE);
}
