import { DAY, MINUTE } from '../../schema/range.ts';
import type { Adapter, Context, Feed, Reading } from './adapter.ts';
import { bybitContract, bybitMarket } from './bybit-market.ts';
import { isObject, objectOf, oneOf, type Raw, type RawObject, shown, textOf } from './json.ts';
import { type Identify, liquidation, read } from './liquidation.ts';
import { positiveOf, timeOf } from './number.ts';
import { chunked } from './request.ts';

/**
 * Bybit v5: every liquidation since 2025-02-20 by WebSocket (`allLiquidation.{symbol}`, pushed each 500
 * ms), none by REST. `S` is the side of the POSITION: Buy means a long was liquidated. `p` is the
 * bankruptcy price.
 * https://bybit-exchange.github.io/docs/v5/websocket/public/all-liquidation
 */
/** `args` may hold 21,000 characters; 200 topics stay far below. */
const TOPICS_PER_FRAME = 200;

const feed = (category: 'linear' | 'inverse'): Feed => ({
  name: category,
  urls: [`wss://stream.bybit.com/v5/public/${category}`],
  subscribe: instruments =>
    chunked(
      instruments.filter(instrument => instrument.kind === category),
      TOPICS_PER_FRAME,
    ).map(chunk =>
      JSON.stringify({
        op: 'subscribe',
        args: chunk.map(({ instrument }) => `allLiquidation.${instrument}`),
      }),
    ),
  perInstrument: true,
  pace: 100,
  keepAlive: { every: 20_000, frame: () => JSON.stringify({ op: 'ping' }) },
  silence: MINUTE,
  lifetime: DAY,
});

export const bybit: Adapter = {
  exchange: 'bybit',
  // From some colos only: addresses in the US and mainland China get 403.
  access: { cloudflare: 'accepted', locationHints: ['apac', 'weur'] },
  limit: {
    budget: 600,
    per: 5_000,
    used: headers => {
      const left = headers.get('x-bapi-limit-status');
      const limit = headers.get('x-bapi-limit');
      return left === null || limit === null ? undefined : 1 - Number(left) / Number(limit);
    },
  },
  market: bybitMarket,
  liquidations: {
    completeness: 'full',
    priceKind: 'bankruptcy',
    primary: 'feed',
    sharedIdentity: false,
    feeds: [feed('linear'), feed('inverse')],
    polls: [],
    readMessage,
    readAnswer,
  },
};

function readMessage(text: string, context: Context): Reading {
  return read.message('bybit', text, raw => {
    const message = objectOf(raw, 'bybit message');
    if (typeof message.topic !== 'string') return readControl(message);
    if (/^(allLiquidation|liquidation)(\.|$)/.test(message.topic)) {
      const rows = Array.isArray(message.data) ? message.data : [objectOf(message.data, 'bybit data')];
      return read.rows(rows, (row, identify) => readRow(row, identify, context));
    }
    if (/liquidation/i.test(message.topic))
      throw new Error(`bybit topic: expected allLiquidation, got ${message.topic}`);
    return read.nothing;
  });
}

function readControl(message: RawObject): Reading {
  if (message.success === false || message.success === 'false') {
    return read.refusal('bybit', shown(message.ret_msg), message);
  }
  if (message.op === 'subscribe') return read.subscribed;
  if (message.op === 'ping' || message.op === 'pong' || message.ret_msg === 'pong') {
    return read.alive;
  }
  throw new Error(`bybit: expected a topic or an op, got ${shown(message)}`);
}

function readAnswer(text: string, context: Context): Reading {
  return read.message('bybit', text, raw => {
    const message = objectOf(raw, 'bybit answer');
    if (!('retCode' in message)) throw new Error(`bybit retCode: expected 0, got ${shown(message)}`);
    if (message.retCode !== '0') {
      return read.refusal('bybit', `${shown(message.retCode)} ${shown(message.retMsg)}`, message);
    }
    return read.noLiquidations('bybit', message, context);
  });
}

/** The old topic `liquidation.{symbol}` spells its fields out, in two generations. */
function readRow(row: Raw, identify: Identify, context: Context) {
  if (!isObject(row)) throw new TypeError(`bybit data: expected an object, got ${shown(row)}`);
  const [symbolKey, sideKey] = 's' in row ? ['s', 'S'] : ['symbol', 'side'];
  const sizeKey = ['v', 'size', 'qty'].find(key => key in row) ?? 'v';
  const priceKey = 'p' in row ? 'p' : 'price' in row ? 'price' : 'p';
  const timeKey = ['T', 'updatedTime', 'time'].find(key => key in row) ?? 'T';
  const text = (key: string) => textOf(row[key], `bybit ${key}`);
  const side = oneOf(row[sideKey], ['Buy', 'Sell'], `bybit ${sideKey}`);
  return liquidation('bybit', bybitContract(text(symbolKey)), context, {
    side: side === 'Buy' ? 'long' : 'short',
    size: { units: positiveOf(row[sizeKey], `bybit ${sizeKey}`) },
    price: positiveOf(row[priceKey], `bybit ${priceKey}`),
    priceKind: 'bankruptcy',
    time: timeOf(row[timeKey], `bybit ${timeKey}`),
    id: identify(text(symbolKey), text(timeKey), text(sideKey), text(sizeKey), text(priceKey)),
  });
}
