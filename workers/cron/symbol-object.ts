import { DurableObject } from 'cloudflare:workers';
import type { BoardSymbol } from '../../schema/board.ts';
import type { Mode } from '../../schema/market.ts';
import { answerInside, type MadeAnswer } from '../api/answer-inside.ts';
import { isStale } from '../api/freshness.ts';
import type { Env } from '../env.ts';
import { followStore, type ToldNews } from '../symbol/follow-store.ts';
import { packLedger } from '../symbol/ledger.ts';
import { makeTables, write } from '../symbol/own.ts';
import { scoreSymbol } from '../symbol/score-symbol.ts';
import { failureText, type Stepped, stepSymbol } from '../symbol/step-symbol.ts';
import { summarise } from '../symbol/summarise.ts';
import { attemptAll } from './attempt-all.ts';

/** Candles per exchange that one step takes: states and columns of one step are written in one transaction. */
const CANDLES = 1_000;
/** For so long one call works on what has piled up, ms: an object has 30 s of CPU for each. */
const PATIENCE = 15_000;

/** What a beat tells the object of a symbol. */
export type Beat = {
  symbol: string;
  /** Milliseconds UTC. */
  now: number;
  told?: ToldNews | undefined;
  /** Whether what is over is packed away. */
  review: boolean;
};

/** What came of it. `more` is left to do. */
export type BeatReport = { summary?: BoardSymbol; failures: string[]; more: boolean };

/**
 * The record of one symbol, its model, and the making of its answers. A beat has it take in what was written to D1 and step
 * the model, one beat after the other; what has piled up is worked through in several, an alarm apart. Nothing rests on
 * memory: all it knows lies in its own database, and what it publishes in one transaction.
 */
export class SymbolObject extends DurableObject<Env> {
  #last: Promise<unknown> = Promise.resolve();
  readonly #making = new Map<string, Promise<MadeAnswer>>();

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    makeTables(state.storage);
  }

  /** Takes in what is new, steps the model, and tells what the board says of the symbol. */
  beat(beat: Beat): Promise<BeatReport> {
    return this.#afterOthers(() => this.#beat(beat));
  }

  /** Makes the answer to a path in its canonical form: once for all that ask for it meanwhile. */
  answer(
    symbol: string,
    path: string,
    settings: { MODE: Mode; PUBLIC_ORIGIN?: string },
  ): Promise<MadeAnswer> {
    const key = `${settings.MODE} ${settings.PUBLIC_ORIGIN ?? ''} ${path}`;
    const known = this.#making.get(key);
    if (known) return known;
    const made = answerInside({ ...settings, OWN: this.ctx.storage, SYMBOL: symbol }, path);
    this.#making.set(key, made);
    return made.finally(() => this.#making.delete(key));
  }

  /** Goes on with what a beat has left. */
  override async alarm(): Promise<void> {
    const symbol = await this.ctx.storage.get<string>(LEFT);
    if (symbol === undefined) return;
    const { failures } = await this.beat({ symbol, now: Date.now(), review: true });
    if (failures.length > 0) throw new Error(failures.join('; '));
  }

  async #beat({ symbol, now, told, review }: Beat): Promise<BeatReport> {
    const own = this.ctx.storage;
    const stepped: Stepped = { own, db: this.env.DB, symbol };
    const until = Date.now() + PATIENCE;
    let more = false;
    const failing = new Set<string>();
    const failures = await attemptAll({
      [`following what was written of ${symbol}`]: async () => {
        more = await followStore(stepped, { now, told, until });
      },
      [`stepping the model of ${symbol}`]: async () => {
        let left = true;
        while (left && Date.now() < until) {
          const report = await stepSymbol(stepped, { now, limit: CANDLES });
          left = report.more;
          for (const failure of report.failures ?? []) failing.add(failureText(symbol, failure));
        }
        more ||= left;
      },
      [`scoring ${symbol}`]: async () => {
        if (!more) await scoreSymbol(own, symbol);
      },
      ...(review && {
        [`packing the ledger of ${symbol}`]: async () => write(own, await packLedger(own)),
      }),
    });
    if (more) {
      await own.put(LEFT, symbol);
      await own.setAlarm(Date.now());
    }
    let summary: BoardSymbol | undefined;
    const isLate = (close: { end: number; step: number }) => isStale(this.env.MODE, now, close);
    const untold = await attemptAll({
      [`summing up ${symbol}`]: async () => {
        summary = await summarise(own, symbol, { now, isLate });
      },
    });
    if (summary && more) summary = { ...summary, busy: true };
    return { ...(summary && { summary }), failures: [...failures, ...failing, ...untold], more };
  }

  #afterOthers<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }
}

/** Where the symbol is kept that an alarm goes on with. */
const LEFT = 'left';
