import { DurableObject } from 'cloudflare:workers';
import type { Env } from '../env.ts';
import { type KnownLists, pollExchanges } from '../ingest/poll-exchanges.ts';
import { rollUpBars } from '../store/save-liquidations.ts';
import { attemptAll } from './attempt-all.ts';
import { estimateReporting } from './estimate-reporting.ts';
import { pruneNotes } from './prune.ts';

/**
 * Does what a beat does for all symbols: asking the exchanges, and what is of no symbol. A cron invocation has 10 ms of CPU
 * and 50 questions on the free plan; a Durable Object has 30 s for each call on every plan, and 50 questions of its own. It
 * rests on nothing that it keeps: all it must know is in D1. Each call returns what failed and why.
 */
export class BeatObject extends DurableObject<Env> {
  readonly #lists: KnownLists = new Map();

  poll(now: number): Promise<string[]> {
    return attemptAll({ polling: () => pollExchanges(this.env, now, { lists: this.#lists }) });
  }

  rollUp(now: number): Promise<string[]> {
    return attemptAll({ 'rolling up': () => rollUpBars(this.env.DB, now) });
  }

  /** Estimates what exchanges report, and deletes what is too old of what is of no symbol. */
  tidy(now: number): Promise<string[]> {
    return attemptAll({
      'estimating reporting shares': () => estimateReporting(this.env.DB),
      pruning: () => pruneNotes(this.env.DB, now),
    });
  }
}
