import type { Side } from '../../schema/market.ts';
import { DAY, MINUTE } from '../../schema/range.ts';
import type { Adapter, Context, PollAsk, Reading } from './adapter.ts';
import { isObject, listOf, objectOf, oneOf, type Raw, type RawObject, shown, textOf } from './json.ts';
import { closedBy, hasAny, type Identify, liquidation, read } from './liquidation.ts';
import { positiveOf, timeOf } from './number.ts';
import { okxContract, okxMarket } from './okx-market.ts';
import { get } from './request.ts';

/**
 * OKX: one topic for all swaps, one for all dated futures; at most one order per contract and second, and
 * by its own word not all. `posSide` is the position, `side` the order; sizes are contracts. The first
 * message after subscribing replays recent orders. The REST list is no longer documented but answers, up to
 * an hour late.
 * https://www.okx.com/docs-v5/en/#public-data-websocket-liquidation-orders-channel
 */
export const okx: Adapter = {
  exchange: 'okx',
  access: { cloudflare: 'accepted' },
  limit: { budget: 20, per: 2_000 },
  market: okxMarket,
  liquidations: {
    completeness: 'sampled',
    priceKind: 'bankruptcy',
    primary: 'feed',
    sharedIdentity: true,
    feeds: [
      {
        name: 'public',
        // Port 8443 is said to close on 2026-10-31.
        urls: ['wss://ws.okx.com/ws/v5/public', 'wss://ws.okx.com:8443/ws/v5/public'],
        subscribe: () => [
          JSON.stringify({
            op: 'subscribe',
            args: ['SWAP', 'FUTURES'].map(instType => ({ channel: 'liquidation-orders', instType })),
          }),
        ],
        perInstrument: false,
        pace: 1_000,
        // Cut after 30 s without a frame.
        keepAlive: { every: 20_000, frame: () => 'ping' },
        silence: MINUTE,
      },
    ],
    polls: [
      {
        name: 'swaps',
        targets: instruments => [...new Set(instruments.map(({ instrument }) => familyOf(instrument)))],
        request,
        pageSize: 100,
        paging: 'backward',
        lookBack: DAY,
      },
    ],
    readMessage,
    readAnswer,
    unverified: ['WebSocket on port 443', 'REST rate limit of 20 requests in 2 seconds'],
  },
};

/** `after` asks for orders earlier than a time. */
function request({ target, to }: PollAsk) {
  const family = { instType: 'SWAP', uly: target, state: 'filled', limit: 100, after: to };
  return get('https://www.okx.com/api/v5/public/liquidation-orders', family);
}

function readMessage(text: string, context: Context): Reading {
  if (text === 'pong') return read.alive;
  return read.message('okx', text, raw => {
    const message = objectOf(raw, 'okx message');
    if (isObject(message.arg) && 'data' in message) {
      const channel = textOf(message.arg.channel, 'okx arg.channel');
      if (channel === 'liquidation-orders' || channel === 'liquidations') {
        return readOrders(listOf(message.data, 'okx data'), message.arg, context);
      }
      if (/liquidation/i.test(channel))
        throw new Error(`okx channel: expected liquidation-orders, got ${channel}`);
      return read.nothing;
    }
    if (typeof message.table === 'string') return readTable(message, context);
    if (message.event === 'error')
      return read.refusal('okx', `${shown(message.code)} ${shown(message.msg)}`, message);
    if (message.event === 'subscribe') return read.subscribed;
    // The venue announces an upgrade and cuts the connection soon after.
    if (message.event === 'notice')
      return { ...read.nothing, control: { kind: 'closing', reason: shown(message.msg) } };
    if (typeof message.event === 'string') return read.alive;
    throw new Error(`okx: expected arg and data, or an event, got ${shown(message)}`);
  });
}

function readAnswer(text: string, context: Context): Reading {
  return read.message('okx', text, raw => {
    const message = objectOf(raw, 'okx answer');
    if (isObject(message.arg) || typeof message.table === 'string') return readMessage(text, context);
    if ('code' in message && message.code !== '0') {
      return read.refusal('okx', `${shown(message.code)} ${shown(message.msg)}`, message);
    }
    if ('instId' in message) return read.noLiquidations('okx', message, context);
    const rows = listOf(message.data, 'okx data');
    if (rows.some(row => hasAny(row, ['details', 'bkPx', 'bkLoss']))) return readOrders(rows, {}, context);
    if (rows.length === 0) return { ...read.nothing, page: { rows: 0 } };
    return read.noLiquidations('okx', message, context);
  });
}

/** Rows hold `details`; recordings of 2021 hold the details themselves, with the instrument in `arg`. */
function readOrders(rows: readonly Raw[], arg: RawObject, context: Context): Reading {
  const orders = rows.flatMap(row => {
    if (!isObject(row) || !('details' in row)) return [isObject(row) ? { ...arg, ...row } : row];
    return listOf(row.details, 'okx details').map(detail =>
      isObject(detail) ? { ...row, details: '', ...detail } : detail,
    );
  });
  const reading = read.rows(orders, (order, identify) => readOrder(order, identify, context));
  return { ...reading, page: read.page(orders, 'ts') };
}

function readOrder(row: Raw, identify: Identify, context: Context) {
  const order = objectOf(row, 'okx details');
  const text = (key: string) => textOf(order[key], `okx ${key}`);
  return liquidation('okx', okxContract(text('instId')), context, {
    side: sideOf(order),
    size: { contracts: positiveOf(order.sz, 'okx sz') },
    price: positiveOf(order.bkPx, 'okx bkPx'),
    priceKind: 'bankruptcy',
    time: timeOf(order.ts, 'okx ts'),
    id: identify(text('instId'), text('ts'), positionOf(order), text('sz'), text('bkPx')),
  });
}

const positionOf = (order: RawObject): string => (typeof order.posSide === 'string' ? order.posSide : '');

/** In net mode only the order's side tells; where both do, they must agree. */
function sideOf(order: RawObject): Side {
  const position = positionOf(order).toLowerCase();
  if (position === '' || position === 'net') return closedBy(oneOf(order.side, ['buy', 'sell'], 'okx side'));
  const side = oneOf(position, ['long', 'short'], 'okx posSide');
  if (order.side !== undefined && closedBy(oneOf(order.side, ['buy', 'sell'], 'okx side')) !== side) {
    throw new Error(`okx side: expected the order that closes a ${side}, got ${shown(order.side)}`);
  }
  return side;
}

/** The third version of the API, until 2022: type 3 closes a long, 4 a short. */
function readTable(message: RawObject, context: Context): Reading {
  if (!/^(swap|futures)\/liquidation$/.test(textOf(message.table, 'okx table'))) return read.nothing;
  return read.rows(listOf(message.data, 'okx data'), (raw, identify) => {
    const row = objectOf(raw, 'okx data');
    const text = (key: string) => textOf(row[key], `okx ${key}`);
    return liquidation('okx', okxContract(text('instrument_id')), context, {
      side: oneOf(row.type, ['3', '4'], 'okx type') === '3' ? 'long' : 'short',
      size: { contracts: positiveOf(row.size, 'okx size') },
      price: positiveOf(row.price, 'okx price'),
      priceKind: 'bankruptcy',
      time: timeOf(row.created_at, 'okx created_at'),
      id: identify(text('instrument_id'), text('created_at'), text('type'), text('size'), text('price')),
    });
  });
}

const familyOf = (instrument: string): string => instrument.split('-').slice(0, 2).join('-');
