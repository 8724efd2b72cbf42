import { LIQUIDATION_EXCHANGES } from '../../../schema/exchange.ts';
import type { Beat } from '../../../workers/cron/symbol-object.ts';
import type { Env } from '../../../workers/env.ts';
import * as product from '../../../workers/index.ts';
import type { IngestBatch } from '../../../workers/ingest/batch.ts';
import { markSilences } from '../../../workers/ingest/mark-silences.ts';
import { saveBatch } from '../../../workers/ingest/save-batch.ts';
import { readInstruments } from '../../../workers/store/read-instruments.ts';
import { ASKED_UNDER } from './asked-under.ts';
import { countD1, countState, noRows, type Rows, Tally } from './counted.ts';

/*
 * The Worker as it is deployed, with the rows counted that its parts read and write. What is at `/bench/` is the bench's:
 * it asks for the counts, and does what time does.
 */

const tallies = new Map<string, Tally>();
function tallyOf(part: string): Tally {
  const tally = tallies.get(part) ?? new Tally();
  tallies.set(part, tally);
  return tally;
}

export { FeedObject } from '../../../workers/index.ts';

const counted = (env: Env, tally: Tally): Env => ({
  ...env,
  DB: countD1(env.DB, tally),
  FEEDS: deaf(env.FEEDS),
});

/** Nobody connects to feeds: a bench tells what they brought. */
const deaf = (feeds: Env['FEEDS']): Env['FEEDS'] =>
  ({
    idFromName: (name: string) => feeds.idFromName(name),
    get: () => ({ wake: async () => ({ feeds: [], events: { waiting: 0, written: 0, dropped: 0 } }) }),
  }) as unknown as Env['FEEDS'];

export class SymbolObject extends product.SymbolObject {
  readonly #tally: Tally;
  constructor(state: DurableObjectState, env: Env) {
    const tally = tallyOf(`symbol ${state.id.name}`);
    super(state, counted(env, tally));
    this.#tally = tally;
    this.ctx = countState(this.ctx, tally);
  }
  override beat(beat: Beat) {
    return this.#tally.call(() => super.beat(beat));
  }
  override answer(...asked: Parameters<product.SymbolObject['answer']>) {
    return this.#tally.call(() => super.answer(...asked));
  }
  size(): number {
    return this.ctx.storage.sql.databaseSize;
  }
}

export class BeatObject extends product.BeatObject {
  /** Does a part of a beat with the rows noted under its name. */
  #as<T>(part: string, work: () => Promise<T>): Promise<T> {
    const tally = tallyOf(part);
    this.env = counted(bindings, tally);
    return tally.call(work);
  }
  override poll(now: number) {
    return this.#as('poll', () => super.poll(now));
  }
  override rollUp(now: number) {
    return this.#as('roll up', () => super.rollUp(now));
  }
  override tidy(now: number) {
    return this.#as('tidy', () => super.tidy(now));
  }
}
/** What the Worker is bound to, uncounted. */
let bindings: Env;

type Sized = { size: () => Promise<number> };

async function benchPath(request: Request, env: Env): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const name = searchParams.get('name') ?? '';
  switch (pathname) {
    case '/bench/counts': {
      const rows = Object.fromEntries(
        [...tallies].map(([part, tally]): [string, Rows] => [part, tally.rows()]),
      );
      return Response.json(rows);
    }
    case '/bench/size':
      return Response.json(await (env.SYMBOL_OBJECTS.getByName(name) as unknown as Sized).size());
    case '/bench/save': {
      const now = Number(searchParams.get('now'));
      await saveBatch(countD1(env.DB, tallyOf(name)), (await request.json()) as IngestBatch, now);
      return Response.json(noRows());
    }
    case '/bench/silences':
      return Response.json(
        await markSilences(countD1(env.DB, tallyOf('silences')), Number(searchParams.get('now'))),
      );
    case '/bench/lists':
      await readInstruments(countD1(env.DB, tallyOf('lists')), LIQUIDATION_EXCHANGES);
      return Response.json({});
    default:
      return new Response(pathname, { status: 404 });
  }
}

export default {
  fetch: (request: Request, env: Env, context: ExecutionContext) => {
    bindings = env;
    if (new URL(request.url).pathname.startsWith('/bench/')) return benchPath(request, env);
    // What is asked under an origin of its own is in no cache.
    const origin = request.headers.get(ASKED_UNDER) ?? env.PUBLIC_ORIGIN;
    const under = origin === undefined ? env : { ...env, PUBLIC_ORIGIN: origin };
    return product.default.fetch(request as never, counted(under, tallyOf('entry')), context);
  },
  scheduled: (controller: ScheduledController, env: Env) => {
    bindings = env;
    return product.default.scheduled(controller as never, counted(env, tallyOf('scheduled')));
  },
};
