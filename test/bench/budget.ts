import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY, HOUR, MINUTE } from '../../schema/range.ts';
import { DEFAULT_SYMBOLS } from '../../workers/ingest/followed.ts';
import { openDatabase } from '../../workers/local/database.ts';
import { type BudgetRow, budgetRow } from './budget/budget-row.ts';
import { dayBudgets } from './budget/day.ts';
import { seedCoverage, seedEvents, seedLists, seedSymbol } from './budget/market.ts';
import { type Product, startProduct } from './budget/product.ts';
import { readBudgets } from './budget/reads.ts';

/** Exchanges of which a year of five-minute candles was collected; of the others it is hours, as polls fill it in. */
const DEEP = ['binance', 'bybit', 'okx'] as const;
/** A beat works for fifteen seconds on what has piled up, and an alarm goes on. */
const MOST_BEATS = 100;

/**
 * What the product costs on the free plan, beside its limits: a year of one symbol on sixteen exchanges, a week of a second,
 * a day of eight others, seeded by the product's own writes and taken in by its own beats.
 */
export async function bench(): Promise<BudgetRow[]> {
  const state = await mkdtemp(join(tmpdir(), 'liq-heatmap-bench-'));
  const now = Math.floor(Date.now() / (15 * MINUTE)) * 15 * MINUTE;
  // Five minutes before an hour ends; the next one ends before the present.
  const end = Math.floor((now - 65 * MINUTE) / HOUR) * HOUR - 5 * MINUTE;
  let product: Product | undefined;
  try {
    await seed(state, { end, now });
    // No exchange is there: what the poller would bring is told it.
    product = await startProduct(state, { EXCHANGE_PROXY: 'http://127.0.0.1:9' });
    await settle(product, end);
    const size = async (name: string) =>
      (await (await product?.ask(`/bench/size?name=${name}`))?.json()) as number;
    const [year, week] = [await size('BTC'), await size('ETH')];
    const mebibytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
    return [
      ...(await readBudgets(product, end)),
      ...(await dayBudgets(product, DEFAULT_SYMBOLS, end)),
      budgetRow({
        ...{ id: 'own-size-year', measured: (10 * year) / 2 ** 20, unit: 'MiB', limit: 1_024 },
        what: `ten objects after a year, ten times the first: ${mebibytes(year)} MiB (a week of the second has ${mebibytes(week)}); three venues in five minutes all year, thirteen in hours but for the last month`,
      }),
    ];
  } finally {
    await product?.stop();
    await rm(state, { recursive: true, force: true });
  }
}

async function seed(state: string, { end, now }: { end: number; now: number }): Promise<void> {
  const { db, close } = await openDatabase({ into: state });
  try {
    const [first = '', second = '', ...others] = DEFAULT_SYMBOLS;
    const before = (days: number) => Math.floor((end - days * DAY) / DAY) * DAY;
    await seedSymbol(db, first, { hourly: before(364), fine: before(30), deep: DEEP, to: end });
    await seedSymbol(db, second, { hourly: before(7), fine: before(7), to: end });
    for (const symbol of others)
      await seedSymbol(db, symbol, { hourly: before(1), fine: before(1), to: end });
    await seedCoverage(db, { from: before(30), to: now });
    await seedEvents(db, DEFAULT_SYMBOLS, { from: end - 2 * DAY, to: end });
    await seedLists(db, now);
  } finally {
    await close();
  }
}

/** Beats until no object of a symbol has anything left to write. */
async function settle(product: Product, now: number): Promise<void> {
  for (let beat = 0; beat < MOST_BEATS; beat++) {
    const counts = await product.during(() => product.beat(now));
    const writing = Object.entries(counts).filter(
      ([part, rows]) => part.startsWith('symbol ') && rows.ownWritten > 0,
    );
    console.error(
      `bench: beat ${beat + 1}: ${writing.map(([part]) => part).join(', ') || 'all have come up'}`,
    );
    if (beat > 0 && writing.length === 0) return;
  }
  throw new Error(`budget: the objects had not taken in what is stored after ${MOST_BEATS} beats`);
}
