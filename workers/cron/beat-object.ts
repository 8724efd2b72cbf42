import { DurableObject } from 'cloudflare:workers';
import type { Exchange } from '../../schema/exchange.ts';
import type { Env } from '../env.ts';
import { pollExchanges } from '../ingest/poll-exchanges.ts';
import { rollUpBars } from '../store/save-liquidations.ts';
import { attemptAll } from './attempt-all.ts';
import { estimateReporting } from './estimate-reporting.ts';
import { pruneNotes, pruneSymbol } from './prune.ts';
import { scoreSymbol } from './score-symbol.ts';
import { failureText, stepSymbol } from './step-symbol.ts';

/** Candles per exchange that one beat takes: a history of a month of the finest is caught up in ten. */
const CANDLES = 1_000;

/**
 * Does the work of a beat. A cron invocation has 10 ms of CPU and 50 questions on the free plan; a Durable Object has
 * 30 s for each call on every plan, and 50 questions of its own. So every symbol has an object, and what is of no symbol
 * another. They keep nothing: all they know is in D1. Each call returns what failed and why.
 */
export class BeatObject extends DurableObject<Env> {
  poll(now: number): Promise<string[]> {
    return attemptAll({ polling: () => pollExchanges(this.env, now) });
  }

  rollUp(now: number): Promise<string[]> {
    return attemptAll({ 'rolling up': () => rollUpBars(this.env.DB, now) });
  }

  /** Steps a symbol's model to the last closed candles. */
  async step(symbol: string, exchanges: readonly Exchange[], now: number): Promise<string[]> {
    const failing: string[] = [];
    const broken = await attemptAll({
      [`stepping the model of ${symbol}`]: async () => {
        const { failures = [] } = await stepSymbol(this.env.DB, symbol, exchanges, { now, limit: CANDLES });
        failing.push(...failures.map(failure => failureText(symbol, failure)));
      },
    });
    return [...broken, ...failing];
  }

  /** Renews a symbol's score and deletes its columns that no range can show any more. */
  review(symbol: string, exchanges: readonly Exchange[], now: number): Promise<string[]> {
    return attemptAll({
      [`scoring ${symbol}`]: () => scoreSymbol(this.env.DB, symbol, exchanges),
      [`pruning ${symbol}`]: () => pruneSymbol(this.env.DB, symbol, exchanges, now),
    });
  }

  /** Estimates what exchanges report, and deletes what is too old of what is of no symbol. */
  tidy(now: number): Promise<string[]> {
    return attemptAll({
      'estimating reporting shares': () => estimateReporting(this.env.DB),
      pruning: () => pruneNotes(this.env.DB, now),
    });
  }
}
