import type { Side } from '../../schema/market.ts';
import { DAY, HOUR } from '../../schema/range.ts';
import type { Adapter, Context, Feed, PollAsk, Reading } from './adapter.ts';
import type { Contract } from './contract.ts';
import { htxContract, htxMarket } from './htx-market.ts';
import { isObject, listOf, objectOf, oneOf, type Raw, type RawObject, shown, textOf } from './json.ts';
import { closedBy, hasAny, type Identify, liquidation, read, type Size } from './liquidation.ts';
import { optionalNumberOf, positiveOf, timeOf } from './number.ts';
import { get } from './request.ts';

/**
 * HTX. Every frame is gzip; the server pings every 5 s and closes after 30 s without pong. `direction` is
 * the ORDER's. `amount` means base coins on the WebSocket and in REST v3 but contracts in REST v5, so
 * linear sizes come from `trade_turnover` / price. Coin-margined rows have contracts only: 100 USD of BTC,
 * 10 USD of any other coin.
 * https://www.htx.com/en-us/opend/newApiPages/
 */
const feed = (name: string, path: string, topics: (symbols: string[]) => string[]): Feed => ({
  name,
  urls: [`wss://api.hbdm.com/${path}`],
  subscribe: instruments => {
    const symbols = instruments.filter(({ kind }) => kind === 'inverse').map(({ symbol }) => symbol);
    return topics([...new Set(symbols)]).map(topic => JSON.stringify({ op: 'sub', cid: topic, topic }));
  },
  perInstrument: name !== 'linear',
  pace: 100,
  // The server's pings come every 5 s.
  silence: 30_000,
});

export const htx: Adapter = {
  exchange: 'htx',
  access: { cloudflare: 'unknown' },
  limit: { budget: 240, per: 3_000 },
  market: htxMarket,
  liquidations: {
    completeness: 'full',
    priceKind: 'bankruptcy',
    primary: 'feed',
    sharedIdentity: false,
    feeds: [
      feed('linear', 'linear-swap-notification', () => ['public.*.liquidation_orders']),
      feed('coin-m-swap', 'swap-notification', symbols =>
        symbols.map(symbol => `public.${symbol}-USD.liquidation_orders`),
      ),
      feed('coin-m-futures', 'notification', symbols =>
        symbols.map(symbol => `public.${symbol}.liquidation_orders`),
      ),
    ],
    polls: [
      {
        name: 'linear',
        targets: instruments =>
          instruments.filter(({ kind }) => kind === 'linear').map(({ instrument }) => instrument),
        request,
        window: 2 * HOUR,
        pageSize: 100,
        paging: 'halve',
        lookBack: 90 * DAY,
      },
    ],
    readMessage,
    readAnswer,
    unverified: ['coin-margined contract sizes where no instrument list is given'],
  },
};

function request({ target, from, to }: PollAsk) {
  return get('https://api.hbdm.com/v5/market/liquidation_orders', {
    contract_code: target,
    start_time: from,
    end_time: to - 1,
    limit: 100,
    direct: 'prev',
  });
}

function readMessage(text: string, context: Context): Reading {
  return read.message('htx', text, raw => {
    const message = objectOf(raw, 'htx message');
    if (message.op === 'ping' || 'ping' in message) return { ...pong(text), control: { kind: 'alive' } };
    if (message.op === 'notify') return readNotification(message, context);
    if (message.op === 'sub') {
      // 2014 is a second subscription to a topic that already comes.
      const code = message['err-code'];
      if (code === '0' || code === '2014') return read.subscribed;
      return read.refusal('htx', `${shown(code)} ${shown(message['err-msg'])}`, message);
    }
    if (message.op === 'error')
      return read.refusal('htx', shown(message['err-msg'] ?? message.message), message);
    if (message.op === 'close') return { ...read.nothing, control: { kind: 'closing', reason: text } };
    if (typeof message.ch === 'string' || typeof message.rep === 'string') return read.nothing;
    if (typeof message.op === 'string') return read.alive;
    throw new Error(`htx op: expected notify, sub or ping, got ${shown(message)}`);
  });
}

/** The pong repeats the token as written: text in pings, a number in other messages. */
function pong(text: string): Reading {
  const token = /"(ts|ping)"\s*:\s*("[^"]*"|\d+)/.exec(text);
  if (!token) throw new Error(`htx ping: expected ts, got ${text.slice(0, 80)}`);
  const reply = token[1] === 'ts' ? `{"op":"pong","ts":${token[2]}}` : `{"pong":${token[2]}}`;
  return { ...read.nothing, replies: [reply] };
}

function readNotification(message: RawObject, context: Context): Reading {
  const topic = textOf(message.topic, 'htx topic');
  if (!topic.endsWith('.liquidation_orders')) {
    if (/liquidation/i.test(topic)) throw new Error(`htx topic: expected liquidation_orders, got ${topic}`);
    return read.nothing;
  }
  return read.rows(listOf(message.data, 'htx data'), (row, identify) => readRow(row, identify, context));
}

function readAnswer(text: string, context: Context): Reading {
  return read.message('htx', text, raw => {
    const message = objectOf(raw, 'htx answer');
    if ('op' in message) return readMessage(text, context);
    const fine = message.status === 'ok' || message.code === '200';
    if (!fine) {
      const reason = `${shown(message['err-code'] ?? message.err_code ?? message.code)} ${shown(message['err-msg'] ?? message.err_msg ?? message.message ?? message.msg)}`;
      return read.refusal('htx', reason, message);
    }
    const rows =
      isObject(message.data) && Array.isArray(message.data.orders) ? message.data.orders : message.data;
    if (Array.isArray(rows)) {
      if (
        rows.some(row =>
          hasAny(row, ['direction', 'position_side', 'bankrupt_price', 'liquidation_time', 'query_id']),
        )
      ) {
        const reading = read.rows(rows, (row, identify) => readRow(row, identify, context));
        return { ...reading, page: read.page(rows, row => (isObject(row) ? stampOf(row) : undefined)) };
      }
      if (rows.length === 0) return { ...read.nothing, page: { rows: 0 } };
    }
    return read.noLiquidations('htx', message, context);
  });
}

const stampOf = (row: RawObject): Raw | undefined => row.liquidation_time ?? row.created_at;

function readRow(raw: Raw, identify: Identify, context: Context) {
  const row = objectOf(raw, 'htx data');
  const text = (key: string) => textOf(row[key], `htx ${key}`);
  const priceKey = 'bankrupt_price' in row ? 'bankrupt_price' : 'price';
  const contract = htxContract(text('contract_code'));
  const price = positiveOf(row[priceKey], `htx ${priceKey}`);
  const native = row.id ?? row.query_id;
  return liquidation('htx', contract, context, {
    side: sideOf(row),
    size: sizeOf(row, contract),
    price,
    priceKind: 'bankruptcy',
    time: timeOf(stampOf(row), 'htx created_at'),
    id:
      native === undefined || native === null
        ? identify(
            text('contract_code'),
            text('created_at'),
            text('direction'),
            text('volume'),
            text('price'),
          )
        : textOf(native, 'htx id'),
  });
}

function sideOf(row: RawObject): Side {
  // One-way accounts report the offset `both`.
  if (row.offset !== undefined) oneOf(row.offset, ['close', 'both'], 'htx offset');
  const orderKey = 'direction' in row ? 'direction' : 'side';
  if (!('position_side' in row)) return closedBy(oneOf(row[orderKey], ['buy', 'sell'], `htx ${orderKey}`));
  const position = oneOf(row.position_side, ['long', 'short', 'both'], 'htx position_side');
  const closed = closedBy(oneOf(row[orderKey], ['buy', 'sell'], `htx ${orderKey}`));
  if (position !== 'both' && position !== closed) {
    throw new Error(
      `htx ${orderKey}: expected the order that closes a ${position}, got ${shown(row[orderKey])}`,
    );
  }
  return closed;
}

function sizeOf(row: RawObject, contract: Contract): Size {
  const turnover = optionalNumberOf(row.trade_turnover, 'htx trade_turnover');
  if (contract.kind === 'linear' && turnover !== undefined && turnover > 0) return { notionalUsd: turnover };
  return { contracts: positiveOf(row.volume, 'htx volume') };
}
