import { HOUR, MINUTE } from '../../schema/range.ts';
import type { Adapter, Context, PollAsk, Reading } from './adapter.ts';
import { GATE_REST, gateContract, gateMarket } from './gate-market.ts';
import { isObject, listOf, objectOf, type Raw, type RawObject, shown, textOf } from './json.ts';
import { hasAny, type Identify, liquidation, read } from './liquidation.ts';
import { numberOf, optionalNumberOf, positiveOf, timeOf } from './number.ts';
import { get, seconds, usedOf } from './request.ts';

/**
 * Gate, settled in USDT. REST lists every liquidation of the market; its `size` is the POSITION (above 0:
 * long) and `order_size` the order. On the WebSocket `size` is taken to be the ORDER (below 0: sell, a
 * long), which the venue's documents suggest and nobody has measured; nothing there says which, and ids
 * differ between the two, so REST is ingested and the feed only watched.
 * https://www.gate.com/docs/developers/apiv4/en/#query-liquidation-order-history
 */
/** Sizes with decimals, as text; without it they are cut to whole contracts. */
const DECIMAL_SIZES = { 'X-Gate-Size-Decimal': '1' };

export const gate: Adapter = {
  exchange: 'gate',
  access: { cloudflare: 'accepted' },
  limit: {
    budget: 200,
    per: 10_000,
    used: headers => {
      const left = headers.get('x-gate-ratelimit-requests-remain');
      const used = usedOf(left, headers.get('x-gate-ratelimit-limit'));
      return used === undefined ? undefined : 1 - used;
    },
  },
  market: gateMarket,
  liquidations: {
    completeness: 'full',
    priceKind: 'fill',
    primary: 'poll',
    sharedIdentity: false,
    feeds: [
      {
        name: 'usdt',
        urls: ['wss://fx-ws.gateio.ws/v4/ws/usdt'],
        subscribe: () => [
          JSON.stringify({
            time: 0,
            channel: 'futures.public_liquidates',
            event: 'subscribe',
            payload: ['!all'],
          }),
        ],
        perInstrument: false,
        pace: 100,
        keepAlive: {
          every: 15_000,
          frame: now => JSON.stringify({ time: seconds(now), channel: 'futures.ping' }),
        },
        silence: MINUTE,
      },
    ],
    polls: [
      {
        name: 'usdt',
        targets: () => [''],
        request,
        // The venue refuses a wider span.
        window: HOUR,
        pageSize: 1_000,
        paging: 'halve',
        // UNVERIFIED: the documents set no bound; a longer reach only fills more of a hole.
        lookBack: 24 * HOUR,
      },
    ],
    readMessage,
    readAnswer,
    unverified: ['the sign of size on the WebSocket', 'the look-back of liq_orders'],
  },
};

function request({ target, from, to }: PollAsk) {
  const contract = target === '' ? undefined : target;
  // Whole seconds, both ends included by the venue: the last one of [from, to) is that before `to`.
  const window = {
    contract,
    from: seconds(from),
    to: Math.max(seconds(from), Math.ceil(to / 1000) - 1),
    limit: 1_000,
  };
  return { ...get(`${GATE_REST}/liq_orders`, window), headers: DECIMAL_SIZES };
}

function readAnswer(text: string, context: Context): Reading {
  return read.message('gate', text, message => {
    if (isObject(message)) {
      if ('channel' in message) return readMessage(text, context);
      if ('label' in message)
        return read.refusal('gate', `${shown(message.label)} ${shown(message.message)}`, message);
      if ('name' in message || 'contract' in message) return read.noLiquidations('gate', message, context);
    }
    const rows = listOf(message, 'gate answer');
    if (rows.some(row => hasAny(row, ['order_price', 'fill_price', 'left']))) {
      const reading = read.rows(rows, (row, identify) => readOrder(row, identify, context));
      return { ...reading, page: read.page(rows, 'time') };
    }
    if (rows.length === 0) return { ...read.nothing, page: { rows: 0 } };
    return read.noLiquidations('gate', message, context);
  });
}

/**
 * `left` is what found no taker and stayed with the system, so that |order_size| − |left| was sold at
 * `fill_price`. An order of which nothing was sold has not liquidated anything yet.
 */
function readOrder(raw: Raw, identify: Identify, context: Context) {
  const row = objectOf(raw, 'gate row');
  const text = (key: string) => textOf(row[key], `gate ${key}`);
  const size = numberOf(row.size, 'gate size');
  const ordered = optionalNumberOf(row.order_size, 'gate order_size') ?? -size;
  if (size === 0 || Math.sign(ordered) === Math.sign(size)) {
    throw new RangeError(`gate order_size: expected the opposite sign of size ${size}, got ${ordered}`);
  }
  const executed = Math.abs(ordered) - Math.abs(optionalNumberOf(row.left, 'gate left') ?? 0);
  if (executed === 0) return undefined;
  if (executed < 0)
    throw new RangeError(`gate left: expected at most order_size ${ordered}, got ${shown(row.left)}`);
  return liquidation('gate', gateContract(text('contract')), gateContext(text('contract'), context), {
    side: size > 0 ? 'long' : 'short',
    size: { contracts: executed },
    price: positiveOf(row.fill_price, 'gate fill_price'),
    priceKind: 'fill',
    time: timeOf(row.time, 'gate time'),
    id: identify(
      ...['contract', 'time', 'size', 'order_price', 'fill_price'].map(text),
      String(row.left ?? ''),
    ),
  });
}

function readMessage(text: string, context: Context): Reading {
  return read.message('gate', text, raw => {
    const message = objectOf(raw, 'gate message');
    const channel = textOf(message.channel, 'gate channel');
    if (isObject(message.error)) {
      return read.refusal('gate', `${shown(message.error.code)} ${shown(message.error.message)}`, message);
    }
    if (channel === 'futures.pong') return read.alive;
    if (message.event === 'subscribe' || message.event === 'unsubscribe') {
      return read.subscribed;
    }
    if (channel !== 'futures.public_liquidates') {
      if (/public_liq/i.test(channel))
        throw new Error(`gate channel: expected futures.public_liquidates, got ${channel}`);
      return read.nothing;
    }
    const rows = Array.isArray(message.result) ? message.result : [objectOf(message.result, 'gate result')];
    return read.rows(rows, (row, identify) => readFeedRow(objectOf(row, 'gate result'), identify, context));
  });
}

function readFeedRow(row: RawObject, identify: Identify, context: Context) {
  const text = (key: string) => textOf(row[key], `gate ${key}`);
  const size = numberOf(row.size, 'gate size');
  if (size === 0) throw new RangeError('gate size: expected a signed number, got 0');
  return liquidation('gate', gateContract(text('contract')), gateContext(text('contract'), context), {
    side: size < 0 ? 'long' : 'short',
    size: { contracts: Math.abs(size) },
    price: positiveOf(row.price, 'gate price'),
    priceKind: 'bankruptcy',
    // Where both are there, `time` is in seconds.
    time: timeOf(row.time_ms ?? row.time, 'gate time'),
    id: identify(
      text('contract'),
      'time' in row ? text('time') : text('time_ms'),
      text('size'),
      text('price'),
    ),
  });
}

/** The list states the inverse contract's multiplier as 0 and means one USD. */
function gateContext(instrument: string, context: Context): Context {
  if (context.contractSize !== 0 || gateContract(instrument).kind === 'linear') return context;
  return { ...context, contractSize: 1 };
}
