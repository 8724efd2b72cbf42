import type { Exchange } from '../../schema/exchange.ts';
import type { TimedReject } from '../../schema/market.ts';
import { CLOCK_ERROR } from '../../schema/plausible.ts';
import { DAY } from '../../schema/range.ts';
import { accountRatios, instruments, marginTiers } from '../../schema/tables.ts';
import { addRejects } from '../store/add-rejects.ts';
import { feedSpansOf, tellNews } from '../store/news.ts';
import { saveCandles, tellRows } from '../store/save-candles.ts';
import { saveCoverage } from '../store/save-coverage.ts';
import { saveLiquidationBars } from '../store/save-liquidation-bars.ts';
import { saveLiquidations } from '../store/save-liquidations.ts';
import { saveRows } from '../store/save-rows.ts';
import { untoldLiquidations } from '../store/untold-liquidations.ts';
import type { IngestBatch, IngestReceipt } from './batch.ts';

/** Older events may have been pruned already: whether they were counted could not be told any more. */
export const EVENT_AGE = 29 * DAY;

/**
 * Writes a batch at `now` (milliseconds UTC). Rows of a time that has not come are set aside among its rejects: one candle
 * of the year 2090 would be the present, and everything else past. Coverage and rejects come last: what they claim has
 * been seen is stored by then. Throws D1's error; what was written until then does no harm when the batch is written again.
 */
export async function saveBatch(db: D1Database, given: IngestBatch, now: number): Promise<IngestReceipt> {
  const batch = withoutFuture(given, now);
  const market = [
    ...saveRows(db, instruments, batch.instruments ?? []),
    ...saveRows(db, marginTiers, batch.marginTiers ?? []),
    ...saveCandles(db, batch.candles ?? [], batch.openInterest ?? []),
    ...saveRows(db, accountRatios, batch.accountRatios ?? []),
    ...saveLiquidationBars(db, batch.liquidationBars ?? []),
    ...tellRows(db, batch),
  ];
  let rowsWritten = market.length > 0 ? written(await db.batch(market)) : 0;
  const { liquidations, secondHand, rejects } = withoutOld(batch, now);
  const untold = await untoldLiquidations(db, secondHand);
  const saved = await saveLiquidations(db, [...liquidations, ...untold]);
  const coverage = batch.coverage ?? [];
  const notes = [
    ...addRejects(db, rejects),
    ...saveCoverage(db, coverage),
    ...tellNews(db, { feeds: feedSpansOf(coverage) }),
  ];
  rowsWritten += saved.rowsWritten + (notes.length > 0 ? written(await db.batch(notes)) : 0);
  const accepted: IngestReceipt['accepted'] = {};
  for (const [part, rows] of Object.entries(given)) accepted[part as keyof IngestBatch] = rows.length;
  return { accepted, newLiquidations: saved.inserted, rowsWritten };
}

const TIMED = [
  'candles',
  'openInterest',
  'accountRatios',
  'liquidations',
  'secondHand',
  'liquidationBars',
  'coverage',
] as const satisfies (keyof IngestBatch)[];

function withoutFuture(batch: IngestBatch, now: number): IngestBatch {
  const until = now + CLOCK_ERROR;
  const rejects: TimedReject[] = [];
  const kept: IngestBatch = { ...batch };
  for (const part of TIMED) {
    const rows: readonly { time: number; exchange: Exchange }[] = batch[part] ?? [];
    const future = rows.filter(({ time }) => time >= until);
    if (future.length === 0) continue;
    Object.assign(kept, { [part]: rows.filter(({ time }) => time < until) });
    for (const row of future) {
      const reason = `${part}: expected a time before ${iso(until)}, got ${iso(row.time)}`;
      rejects.push({ source: row.exchange, time: now, reason, payload: JSON.stringify(row) });
    }
  }
  return rejects.length > 0 ? { ...kept, rejects: [...(batch.rejects ?? []), ...rejects] } : batch;
}

const iso = (time: number): string => new Date(time).toISOString();

function withoutOld({ liquidations = [], secondHand = [], rejects = [] }: IngestBatch, now: number) {
  const isRecent = ({ time }: { time: number }) => time >= now - EVENT_AGE;
  const tooOld = [...liquidations, ...secondHand]
    .filter(event => !isRecent(event))
    .map(
      ({ exchange, time, id }): TimedReject => ({
        source: exchange,
        time: now,
        reason: `liquidation: expected one of the last 29 days, got ${iso(time)}`,
        payload: id,
      }),
    );
  return {
    liquidations: liquidations.filter(isRecent),
    secondHand: secondHand.filter(isRecent),
    rejects: [...rejects, ...tooOld],
  };
}

const written = (results: readonly D1Result[]): number =>
  results.reduce((sum, { meta }) => sum + meta.rows_written, 0);
