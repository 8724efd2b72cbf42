import type { Exchange } from '../../../schema/exchange.ts';
import { VENUES } from '../../../schema/exchange.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { type BudgetRow, budgetRow } from './budget-row.ts';
import { candlesOf, coverageOf, quietEvents } from './market.ts';
import { type Counts, type Product, sum } from './product.ts';

/** Flushes of a feed in a minute. */
const FLUSHES = 4;
/** How often feeds look for silence, and read the lists of contracts: `ingest/feed/feed-object.ts`. */
const TEN_MINUTES = 10 * MINUTE;
/** Venues with less than 2 % of the open interest of a symbol: candles of 15 minutes. */
const MINOR: readonly Exchange[] = [
  ...(['bitfinex', 'deribit', 'kraken', 'dydx', 'coinex', 'aster', 'lighter', 'kucoin'] as const),
];
const isSymbol = (part: string) => part.startsWith('symbol ');

/**
 * An hour of beats on ten symbols, with what exchanges and feeds bring in it, times 24. No exchange answers the poller here:
 * what it reads before it asks is counted, what it brings is told by us. What is estimated once a day is of one symbol with
 * all of its fourteen days: with three such symbols it is up to three times as much.
 */
export async function dayBudgets(
  product: Product,
  symbols: readonly string[],
  start: number,
): Promise<BudgetRow[]> {
  const failures: string[] = [];
  const minute = async (now: number) => {
    for (let flush = 0; flush < FLUSHES; flush++) {
      const from = now - MINUTE + (flush * MINUTE) / FLUSHES;
      const liquidations = quietEvents(symbols, { from, to: from + MINUTE / FLUSHES });
      await product.save('feeds told', { liquidations }, now);
    }
    if (now % (5 * MINUTE) === 0) {
      await product.save('feeds told', { coverage: coverageOf({ from: now - 5 * MINUTE, to: now }) }, now);
      await product.save('polls told', closedAt(symbols, now), now);
    }
    if (now % TEN_MINUTES === 0) {
      await product.ask(`/bench/silences?now=${now}`);
      await product.ask('/bench/lists');
    }
    const failed = await product.beat(now);
    if (failed !== undefined) failures.push(failed);
  };
  const hour = Math.ceil(start / HOUR) * HOUR;
  // An hour ends in the first beats: what is done once a day is done then.
  const first = await product.during(async () => {
    for (let now = start + MINUTE; now <= hour; now += MINUTE) await minute(now);
  });
  const counts = await product.during(async () => {
    for (let now = hour + MINUTE; now <= hour + HOUR; now += MINUTE) await minute(now);
  });
  for (const text of new Set(failures)) console.error(`bench: a beat failed: ${text.slice(0, 300)}`);
  return rowsOf(counts, first.tidy?.d1Read ?? 0);
}

function rowsOf(counts: Counts, onceADay: number): BudgetRow[] {
  const aDay = (rows: number) => (rows * DAY) / HOUR;
  const parts = Object.entries({
    'the symbols’ objects': sum(counts, 'd1Read', isSymbol),
    'the beat and the board': counts.scheduled?.d1Read ?? 0,
    polling: counts.poll?.d1Read ?? 0,
    'rolling up': counts['roll up']?.d1Read ?? 0,
    tidying: counts.tidy?.d1Read ?? 0,
    'what feeds write': counts['feeds told']?.d1Read ?? 0,
    'what polls write': counts['polls told']?.d1Read ?? 0,
    'the search for silence': counts.silences?.d1Read ?? 0,
    'the lists that feeds read': counts.lists?.d1Read ?? 0,
  });
  const details = parts.map(([part, rows]) => `${part} ${Math.round(aDay(rows)).toLocaleString('en')}`);
  const total = parts.reduce((rows, [, part]) => rows + part, 0);
  return [
    budgetRow({
      ...{ id: 'read-day', measured: aDay(total) + onceADay, unit: 'rows', limit: 1_500_000 },
      what: `D1 rows read a day, an hour of ten symbols × 24 (${details.join('; ')}; once a day ${onceADay.toLocaleString('en')})`,
    }),
    budgetRow({
      ...{
        id: 'own-write-symbols',
        measured: aDay(sum(counts, 'ownWritten', isSymbol)),
        unit: 'rows',
        limit: 52_000,
      },
      what: 'own rows written a day by ten symbols, an hour × 24',
    }),
  ];
}

/** The candles that close at a time, with their open interest. */
function closedAt(symbols: readonly string[], now: number) {
  const bars = symbols.flatMap(symbol =>
    VENUES.flatMap(exchange => {
      const step = MINOR.includes(exchange) ? 15 * MINUTE : 5 * MINUTE;
      return now % step === 0 ? [candlesOf(symbol, exchange, { from: now - step, to: now }, step)] : [];
    }),
  );
  return {
    candles: bars.flatMap(({ candles }) => candles),
    openInterest: bars.flatMap(({ openInterest }) => openInterest),
  };
}
