import type { Exchange } from '../../schema/exchange.ts';
import type { Liquidation } from '../../schema/market.ts';
import { DAY, MINUTE } from '../../schema/range.ts';
import type { Context, Feed, LiquidationSource, RateLimit, Reading } from './adapter.ts';
import type { Contract } from './contract.ts';
import { isObject, oneOf, type Raw, type RawObject, shown, textOf } from './json.ts';
import { closedBy, type Identify, liquidation, read } from './liquidation.ts';
import { numberOf, positiveOf, timeOf } from './number.ts';

/**
 * Binance's `forceOrder` stream and its clones (Aster). `S` is the side of the liquidation ORDER: a BUY
 * closes a short, its limit `p` lying above the fill `ap`. Sizes are base units (USD-M) or contracts
 * (COIN-M).
 */
export type ForceOrderVenue = {
  exchange: Exchange;
  contract: (instrument: string, pair: string | undefined) => Contract;
};

function readForceOrders(venue: ForceOrderVenue, text: string, context: Context): Reading {
  return read.message(venue.exchange, text, message => {
    const body = isObject(message) && 'stream' in message && 'data' in message ? message.data : message;
    const events = Array.isArray(body) ? body : [body as Raw];
    const orders = events.filter(event => isObject(event) && event.e === 'forceOrder');
    if (orders.length > 0) {
      return read.rows(orders, (event, identify) =>
        readOrder(venue, (event as RawObject).o, ORDER_FIELDS, identify, context),
      );
    }
    return readControl(venue.exchange, body as Raw);
  });
}

/** `GET /fapi/v1/allForceOrders`, closed in 2021, kept for recordings; anything else a REST answer may be. */
function readForceOrderAnswer(venue: ForceOrderVenue, text: string, context: Context): Reading {
  return read.message(venue.exchange, text, message => {
    if (isObject(message) && 'code' in message && 'msg' in message) {
      return read.refusal(venue.exchange, `${shown(message.code)} ${shown(message.msg)}`, message);
    }
    if (Array.isArray(message) && message.some(row => isObject(row) && 'origQty' in row)) {
      return read.rows(message, (row, identify) => readOrder(venue, row, REST_FIELDS, identify, context));
    }
    if (Array.isArray(message) || (isObject(message) && ('symbol' in message || 'symbols' in message))) {
      return read.noLiquidations(venue.exchange, message, context);
    }
    throw new Error(`${venue.exchange}: expected an answer of the futures API, got ${shown(message)}`);
  });
}

const ORDER_FIELDS = {
  symbol: 's',
  side: 'S',
  quantity: 'q',
  price: 'p',
  average: 'ap',
  filled: 'z',
  status: 'X',
  time: 'T',
};
const REST_FIELDS = {
  symbol: 'symbol',
  side: 'side',
  quantity: 'origQty',
  price: 'price',
  average: 'averagePrice',
  filled: 'executedQty',
  status: 'status',
  time: 'time',
};

function readOrder(
  { exchange, contract }: ForceOrderVenue,
  raw: Raw | undefined,
  fields: typeof ORDER_FIELDS,
  identify: Identify,
  context: Context,
): Liquidation | undefined {
  if (!isObject(raw)) throw new TypeError(`${exchange} o: expected an order, got ${shown(raw)}`);
  const name = (field: keyof typeof ORDER_FIELDS) => `${exchange} ${fields[field]}`;
  // Only the last report of an order carries its whole fill; earlier ones would count it twice.
  const status = raw[fields.status];
  if (status !== undefined && status !== 'FILLED') return undefined;
  const symbol = textOf(raw[fields.symbol], name('symbol'));
  const side = oneOf(raw[fields.side], ['buy', 'sell'], name('side'));
  const texts = [fields.quantity, fields.price, fields.average].map(field =>
    textOf(raw[field], `${exchange} ${field}`),
  );
  const average = numberOf(raw[fields.average], name('average'));
  const filled = average > 0;
  const traded = contract(symbol, typeof raw.ps === 'string' ? raw.ps : undefined);
  const size = positiveOf(raw[fields.filled], name('filled'));
  return liquidation(exchange, traded, context, {
    side: closedBy(side),
    size: traded.kind === 'linear' ? { units: size } : { contracts: size },
    price: filled ? average : positiveOf(raw[fields.price], name('price')),
    priceKind: filled ? 'fill' : 'bankruptcy',
    time: timeOf(raw[fields.time], name('time')),
    id: identify(
      symbol,
      textOf(raw[fields.time], name('time')),
      textOf(raw[fields.side], name('side')),
      ...texts,
    ),
  });
}

function readControl(exchange: Exchange, message: Raw): Reading {
  if (isObject(message)) {
    if ('error' in message) return read.refusal(exchange, shown(message.error), message);
    if ('code' in message && 'msg' in message) return read.refusal(exchange, shown(message.msg), message);
    // The reply to SUBSCRIBE is null, that to LIST_SUBSCRIPTIONS a list.
    if ('result' in message) {
      return { ...read.nothing, control: { kind: message.result === null ? 'subscribed' : 'alive' } };
    }
  }
  const events = Array.isArray(message) ? message : [message];
  // Other streams (klines, mark price) name their event.
  if (events.length > 0 && events.every(event => isObject(event) && typeof event.e === 'string'))
    return read.nothing;
  throw new Error(`${exchange}: expected a forceOrder event, got ${shown(message)}`);
}

/** Keep-alive and liveness in one: the server answers at once with the list. */
const listSubscriptions = (now: number): string =>
  JSON.stringify({ method: 'LIST_SUBSCRIPTIONS', id: Math.floor(now / 1000) });

/** A feed of the stream, but for its name and addresses. */
const FEED = {
  subscribe: () => [JSON.stringify({ method: 'SUBSCRIBE', params: ['!forceOrder@arr'], id: 1 })],
  perInstrument: false,
  // Ten inbound messages a second and connection.
  pace: 200,
  // A few events an hour: only the answer to this tells silence from death.
  keepAlive: { every: 3 * MINUTE, frame: listSubscriptions },
  silence: 4 * MINUTE,
  lifetime: DAY,
} satisfies Partial<Feed>;

/** 2,400 request weight a minute and address; past it 429, then 418 with a ban. */
export const FORCE_ORDER_LIMIT: RateLimit = {
  budget: 2400,
  per: MINUTE,
  used: headers => {
    const used = headers.get('x-mbx-used-weight-1m');
    return used === null ? undefined : Number(used) / 2400;
  },
};

/** The stream as a source: one order of each symbol and second, and no REST. */
export const forceOrderSource = (
  venue: ForceOrderVenue,
  feeds: readonly Pick<Feed, 'name' | 'urls'>[],
): LiquidationSource => ({
  completeness: 'throttled',
  priceKind: 'fill',
  primary: 'feed',
  sharedIdentity: false,
  feeds: feeds.map(feed => ({ ...FEED, ...feed })),
  polls: [],
  readMessage: (text, context) => readForceOrders(venue, text, context),
  readAnswer: (text, context) => readForceOrderAnswer(venue, text, context),
});
