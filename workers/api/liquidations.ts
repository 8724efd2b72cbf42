import type { Context } from 'hono';
import { isExchange } from '../../schema/exchange.ts';
import type { Side } from '../../schema/market.ts';
import type { Liquidations } from '../../schema/wire.ts';
import type { Env } from '../env.ts';
import { type EventKey, readLiquidations } from '../store/read-liquidations.ts';
import { answerResponse, jsonAnswer } from './answer.ts';
import { secondsFresh } from './freshness.ts';
import { exchangeParameter, requireLiquidations } from './market.ts';
import { parameterProblem } from './problem.ts';
import { oneOf, type Parameter, type Query, symbolParameter, timeParameter } from './query.ts';

const MAX_LIMIT = 1000;

/** The cursor is the key of the last event of a page. To its reader it is opaque. */
const cursorParameter: Parameter<EventKey | undefined> = {
  expected: 'the `next` of an earlier answer',
  read: readCursor,
  fallback: undefined,
  write: key => key && writeCursor(key),
};

const limitParameter: Parameter<number> = {
  expected: `a whole number from 1 to ${MAX_LIMIT}`,
  read: text => (/^\d{1,4}$/.test(text) && +text >= 1 && +text <= MAX_LIMIT ? Number(text) : undefined),
  fallback: 100,
};

const usdParameter: Parameter<number | undefined> = {
  expected: 'USD of 0 or more, as a plain number',
  read: text => (/^\d{1,15}(\.\d{1,8})?$/.test(text) ? Number(text) : undefined),
  fallback: undefined,
};

export const liquidationsParameters = {
  symbol: symbolParameter,
  exchange: exchangeParameter,
  side: oneOf<Side, undefined>(['long', 'short'], undefined),
  from: timeParameter,
  to: timeParameter,
  min_usd: usdParameter,
  cursor: cursorParameter,
  limit: limitParameter,
};

type LiquidationsContext = Context<{
  Bindings: Env;
  Variables: { query: Query<typeof liquidationsParameters> };
}>;

/** `GET /v1/liquidations`. */
export async function liquidations(c: LiquidationsContext): Promise<Response> {
  const { DB: db, MODE: mode } = c.env;
  const { symbol, exchange, side, from, to, min_usd: minUsd, cursor, limit } = c.get('query');
  if (from !== undefined && to !== undefined && from >= to)
    throw parameterProblem(400, 'to', `a time after from (${from})`, String(to));
  // One more than asked for tells whether there is a next page.
  const filter = { symbol, exchange, side, from, to, minUsd, before: cursor, limit: limit + 1 };
  const found = await readLiquidations(db, filter);
  // No event is no proof that there is such a market.
  if (found.length === 0) await requireLiquidations(db, { symbol, exchange });
  const events = found.slice(0, limit);
  const last = events.at(-1);
  const answer: Liquidations = {
    ...(symbol !== undefined && { symbol }),
    exchange,
    unit: 'usd',
    mode,
    events,
    ...(last && found.length > limit && { next: writeCursor(last) }),
  };
  return answerResponse(jsonAnswer(answer, secondsFresh(mode, Date.now())));
}

const writeCursor = ({ time, exchange, id }: EventKey): string =>
  new TextEncoder()
    .encode(`${time} ${exchange} ${id}`)
    .toBase64({ alphabet: 'base64url', omitPadding: true });

function readCursor(text: string): EventKey | undefined {
  if (!/^[\w-]{1,1000}$/.test(text)) return undefined;
  let plain: string;
  try {
    plain = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Uint8Array.fromBase64(text, { alphabet: 'base64url' }),
    );
  } catch {
    // Not base64url or not UTF-8: nothing we wrote.
    return undefined;
  }
  const [, time, exchange = '', id = ''] = /^(\d{1,15}) (\w+) (.*)$/s.exec(plain) ?? [];
  return time !== undefined && isExchange(exchange) ? { time: Number(time), exchange, id } : undefined;
}
