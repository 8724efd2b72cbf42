import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Env } from '../env.ts';
import { retriedReads } from '../store/retried-reads.ts';
import { entityTag } from './answer.ts';
import { ageOf, type KeptAnswer, keepAnswer, lifetimeOf, plainAnswer, readKept } from './kept-answer.ts';
import { notModified } from './not-modified.ts';
import { oneComputation } from './one-computation.ts';
import { limitRate } from './rate-limit.ts';
import { staleBody } from './stale-answer.ts';
import { unknownSymbolKey } from './unknown-symbol.ts';

/** What a route is given, `query` having put `canonicalUrl` among its variables. */
type Given = { Bindings: Env; Variables?: object };
type Body = KeptAnswer['body'];

/** What of an answer is kept, and what of it is given. */
export type Keeping<E extends Given> = {
  /** Takes from an answer, which is the same for many questions, what this one asks for. */
  cut?: (body: Body, variables: E['Variables']) => Body;
  /** What is not kept is made for each. */
  isKept?: (env: Env) => boolean;
  now?: () => number;
};

const answers = oneComputation<KeptAnswer>(async (key, made) => {
  if (lifetimeOf(made).fresh === 0) return;
  if (made.status === 200) await keepAnswer(key, made);
  const unknown = made.status === 404 ? unknownSymbolKey(key) : undefined;
  if (unknown !== undefined) await keepAnswer(unknown, made);
});

/**
 * A route that is answered from the edge's own cache where it can be: one entry per canonical URL, for GET, HEAD and
 * conditional requests alike. While an answer is fresh it is given; for a while after that it is given and made anew
 * behind the response; then whoever asks waits, all for one computation. Where that fails, what was kept is given for a
 * day: it says `stale: true` where it has a place for it, and `Warning: 110`. `cut` takes from an answer, which is the
 * same for many questions, what this one asks for; what is not `isKept`
 * is made for each. Throws what `make` throws where nothing was kept, and a 429 where
 * one address makes too much be computed.
 */
export const edgeCache =
  <E extends Given>(
    make: (c: Context<E>) => Promise<Response>,
    { cut = body => body, isKept = () => true, now = () => Date.now() }: Keeping<E> = {},
  ) =>
  async (c: Context<E>): Promise<Response> => {
    const { canonicalUrl: key } = c.var as unknown as { canonicalUrl: string };
    const respond = (answer: KeptAnswer, as: Manner) =>
      response(answer, as, c.req.header('If-None-Match'), body => cut(body, c.var as E['Variables']));
    if (!isKept(c.env)) {
      await limitRate(c.env, c.req.raw);
      return respond(accepted(await computed(c, make, now())), {});
    }
    const compute = () => answers.compute(key, () => computed(c, make, now()), afterwards(c));
    // Asked for first: while the cache is read, what is under way can be done and kept.
    const underWay = answers.underWay(key);
    const kept = await readKept(key);
    const age = kept ? ageOf(kept, now()) : 0;
    const { fresh, revalidate, onError } = kept ? lifetimeOf(kept) : NOTHING;
    if (kept && age < fresh + revalidate) {
      if (age >= fresh && !answers.underWay(key))
        afterwards(c)(compute().then(undefined, error => console.error(`${key} was not made anew`, error)));
      return respond(kept, { age });
    }
    try {
      const others = await underWay?.();
      if (others) return await respond(accepted(others), {});
      await refuseUnknownSymbol(key, now());
      await limitRate(c.env, c.req.raw);
      return await respond(accepted(await compute()), {});
    } catch (error) {
      if (error instanceof HTTPException || !kept || age >= fresh + onError) throw error;
      console.error(`${key} is answered from what was kept ${age} s ago`, error);
      return respond(kept, { age, isStale: true });
    }
  };

const NOTHING = { fresh: 0, revalidate: 0, onError: 0 };

/** How an answer is given: `age` in seconds where it was kept, and whether nothing newer could be made. */
type Manner = { age?: number; isStale?: boolean };

/** What a route makes, refusals included, as data that other requests can have; with reads that are asked twice. */
async function computed<E extends Given>(
  c: Context<E>,
  make: (c: Context<E>) => Promise<Response>,
  now: number,
): Promise<KeptAnswer> {
  c.env = { ...c.env, DB: retriedReads(c.env.DB) };
  try {
    return await plainAnswer(await make(c), now);
  } catch (error) {
    if (error instanceof HTTPException && error.res) return plainAnswer(error.getResponse(), now);
    throw error;
  }
}

/** An answer that is one; a refusal is thrown, as the route threw it. */
function accepted(answer: KeptAnswer): KeptAnswer {
  const { status, headers, body } = answer;
  if (status === 200) return answer;
  throw new HTTPException(status as 400 | 404, {
    res: new Response(body, { status, headers: [...headers] }),
  });
}

async function refuseUnknownSymbol(key: string, now: number): Promise<void> {
  const unknown = unknownSymbolKey(key);
  const kept = unknown === undefined ? undefined : await readKept(unknown);
  if (kept && ageOf(kept, now) < lifetimeOf(kept).fresh) accepted(kept);
}

async function response(
  answer: KeptAnswer,
  { age, isStale = false }: Manner,
  ifNoneMatch: string | undefined,
  cut: (body: Body) => Body,
): Promise<Response> {
  const headers = new Headers([...answer.headers]);
  const whole = isStale ? staleBody(answer.body, headers.get('Content-Type') ?? '') : answer.body;
  const body = cut(whole);
  if (body !== answer.body) {
    headers.set('ETag', await entityTag(body));
    headers.set('Content-Length', String(body.length));
  }
  if (age !== undefined) headers.set('Age', String(age));
  if (isStale) {
    // Nobody shall keep it beyond the failure.
    headers.set('Cache-Control', 'no-cache');
    headers.set('Warning', '110 - "Response is Stale"');
  }
  return notModified(headers, ifNoneMatch) ?? new Response(body, { headers });
}

/** Has work go on behind the response; where no runtime would keep it alive there, gives it to be waited for. */
const afterwards =
  (c: Pick<Context, 'executionCtx'>) =>
  (work: Promise<void>): Promise<void> | undefined => {
    let context: Pick<ExecutionContext, 'waitUntil'>;
    try {
      context = c.executionCtx;
    } catch {
      // Hono throws where there is none.
      return work;
    }
    context.waitUntil(work);
    return undefined;
  };
