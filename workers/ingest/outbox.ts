import { cutNote } from '../../schema/cut-note.ts';
import type { FeedMinute, Liquidation, TimedReject } from '../../schema/market.ts';
import { MINUTE } from '../../schema/range.ts';
import type { IngestBatch } from './batch.ts';
import { BATCH_LIMITS } from './batch-limits.ts';

/** Events that wait at most, over all feeds: some 50 MB, of the 128 MB that a Worker has. */
const MAX_EVENTS = 100_000;
const MAX_REJECTS = 500;

/** Events of one feed that arrived together. */
type Arrival = { exchange: string; feed: string; at: number; events: Liquidation[] };

export type OutboxSettings = {
  /** Writes a batch for good, or throws; the same batch is then given again. */
  save: (batch: IngestBatch) => Promise<unknown>;
  /** Events arrived from `from` to `to` were let go unwritten: the minutes count as not seen. */
  lost?: (feed: Pick<Arrival, 'exchange' | 'feed'>, from: number, to: number, count: number) => void;
  maxEvents?: number;
};

/**
 * What waits to be written. Coverage is written after the events it speaks of; what cannot be written stays, up to
 * a bound, beyond which the oldest events go and the minutes they arrived in become gaps.
 */
export function createOutbox({ save, lost, maxEvents = MAX_EVENTS }: OutboxSettings) {
  let arrivals: Arrival[] = [];
  let rejects: TimedReject[] = [];
  let coverage: FeedMinute[] = [];
  let waiting = 0;
  let flushing: Promise<void> | undefined;
  let dropped = 0;
  let written = 0;

  function letGo(): void {
    while (waiting > maxEvents) {
      const oldest = arrivals.shift();
      if (!oldest) return;
      const { exchange, feed, at, events } = oldest;
      waiting -= events.length;
      dropped += events.length;
      const error = 'let go unwritten: the store did not answer';
      const minute = Math.floor(at / MINUTE) * MINUTE;
      coverage = coverage.map(report =>
        report.exchange === exchange && report.feed === feed && report.time === minute
          ? { ...report, seconds: 0, events: 0, error }
          : report,
      );
      lost?.({ exchange, feed }, minute, at, events.length);
    }
  }

  async function write(): Promise<void> {
    while (arrivals.length + rejects.length + coverage.length > 0) {
      const taken: Arrival[] = [];
      let count = 0;
      while (
        arrivals.length > 0 &&
        (count === 0 || count + (arrivals[0]?.events.length ?? 0) <= BATCH_LIMITS.rows)
      ) {
        const arrival = arrivals.shift() as Arrival;
        count += arrival.events.length;
        taken.push(arrival);
      }
      // Coverage speaks of all events before it, so it goes with the last of them.
      const last = arrivals.length === 0;
      const [reports, refusals] = last ? [coverage, rejects] : [[], []];
      if (last) [coverage, rejects] = [[], []];
      const liquidations = taken.flatMap(arrival => arrival.events);
      try {
        await save({
          ...(liquidations.length > 0 && { liquidations }),
          ...(reports.length > 0 && { coverage: reports }),
          ...(refusals.length > 0 && { rejects: refusals }),
        });
      } catch (error) {
        arrivals = [...taken, ...arrivals];
        coverage = [...reports, ...coverage];
        rejects = [...refusals, ...rejects].slice(0, MAX_REJECTS);
        letGo();
        throw error;
      }
      waiting -= count;
      written += count;
    }
  }

  return {
    add(arrival: Arrival): void {
      if (arrival.events.length === 0) return;
      arrivals.push(arrival);
      waiting += arrival.events.length;
      // What is being written may yet arrive; only what waits is let go.
      letGo();
    },
    /** Of a message that nobody could read only the beginning is kept: some are as long as a venue's whole list. */
    reject({ source, time, reason, payload }: TimedReject): void {
      if (rejects.length < MAX_REJECTS)
        rejects.push({ source, time, reason: cutNote(reason), payload: cutNote(payload) });
    },
    cover(reports: readonly FeedMinute[]): void {
      coverage.push(...reports);
    },
    /** Writes all that waits; one at a time. Throws what `save` threw, with everything kept. */
    flush(): Promise<void> {
      flushing ??= write().finally(() => {
        flushing = undefined;
      });
      return flushing;
    },
    counts: () => ({ waiting, written, dropped }),
  };
}

export type Outbox = ReturnType<typeof createOutbox>;
