import { DAY, MINUTE } from '../../schema/range.ts';
import type { Adapter, Context, PollAsk, Reading } from './adapter.ts';
import { bitgetContract, bitgetMarket } from './bitget-market.ts';
import { isObject, listOf, objectOf, oneOf, type Raw, shown, textOf } from './json.ts';
import { hasAny, type Identify, liquidation, read } from './liquidation.ts';
import { positiveOf, timeOf } from './number.ts';
import { get } from './request.ts';

/**
 * Bitget, the third version (its second acknowledges the topic and stays silent). At most the largest long
 * and the largest short of each pair and second. `side` is the POSITION, `amount` the QUOTE notional, not
 * coins: 13.70319 at 0.1649 is 83.1 coins exactly. In which unit coin-margined amounts are is not known:
 * they are rejected.
 * https://www.bitget.com/api-doc/uta/websocket/public/Liquidation-Channel
 */
const LINES = ['usdt-futures', 'usdc-futures'] as const;

export const bitget: Adapter = {
  exchange: 'bitget',
  // 403 to Cloudflare's addresses.
  access: { cloudflare: 'refused' },
  limit: { budget: 5, per: 1_000 },
  market: bitgetMarket,
  liquidations: {
    completeness: 'sampled',
    priceKind: 'bankruptcy',
    primary: 'feed',
    sharedIdentity: true,
    feeds: [
      {
        name: 'public',
        urls: ['wss://ws.bitget.com/v3/ws/public'],
        subscribe: () => [
          JSON.stringify({
            op: 'subscribe',
            args: LINES.map(instType => ({ instType, topic: 'liquidation' })),
          }),
        ],
        perInstrument: false,
        pace: 200,
        keepAlive: { every: 30_000, frame: () => 'ping' },
        silence: 2 * MINUTE,
        lifetime: DAY,
      },
    ],
    polls: [
      {
        name: 'futures',
        targets: () => LINES.map(line => line.toUpperCase()),
        request,
        pageSize: 100,
        paging: 'cursor',
        lookBack: 3 * DAY,
      },
    ],
    readMessage,
    readAnswer,
    unverified: [
      'that REST amounts are quote notional as on the WebSocket',
      'the unit of coin-margined amounts',
    ],
  },
};

function request({ target, cursor }: PollAsk) {
  return get('https://api.bitget.com/api/v3/market/liquidations', { category: target, limit: 100, cursor });
}

function readMessage(text: string, context: Context): Reading {
  if (text === 'pong') return read.alive;
  return read.message('bitget', text, raw => {
    const message = objectOf(raw, 'bitget message');
    if (message.event === 'error')
      return read.refusal('bitget', `${shown(message.code)} ${shown(message.msg)}`, message);
    if (message.event === 'subscribe') return read.subscribed;
    if (typeof message.event === 'string') return read.alive;
    const arg = objectOf(message.arg, 'bitget arg');
    const topic = textOf(arg.topic ?? arg.channel, 'bitget topic');
    if (topic === 'liquidation') {
      const line = typeof arg.instType === 'string' ? arg.instType.toLowerCase() : undefined;
      return read.rows(listOf(message.data, 'bitget data'), (row, identify) =>
        readRow(row, line, identify, context),
      );
    }
    if (/liquidation/i.test(topic)) throw new Error(`bitget topic: expected liquidation, got ${topic}`);
    return read.nothing;
  });
}

function readAnswer(text: string, context: Context): Reading {
  return read.message('bitget', text, raw => {
    const message = objectOf(raw, 'bitget answer');
    if ('arg' in message) return readMessage(text, context);
    if (message.code !== '00000')
      return read.refusal('bitget', `${shown(message.code)} ${shown(message.msg)}`, message);
    const data = message.data;
    const rows = isObject(data) ? data.list : data;
    if (Array.isArray(rows) && rows.some(row => hasAny(row, ['side', 'amount']))) {
      const line = context.asked?.toLowerCase();
      const reading = read.rows(rows, (row, identify) => readRow(row, line, identify, context));
      const cursor = isObject(data) && typeof data.cursor === 'string' ? data.cursor : undefined;
      return { ...reading, page: read.page(rows, 'ts', rows.length < 100 ? undefined : cursor) };
    }
    if (Array.isArray(rows) && rows.length === 0) return { ...read.nothing, page: { rows: 0 } };
    return read.noLiquidations('bitget', message, context);
  });
}

function readRow(raw: Raw, line: string | undefined, identify: Identify, context: Context) {
  const row = objectOf(raw, 'bitget data');
  const text = (key: string) => textOf(row[key], `bitget ${key}`);
  const contract = bitgetContract(text('symbol'));
  if (line === 'coin-futures' || contract.kind === 'inverse') {
    throw new Error(
      `bitget ${contract.instrument}: expected amount in the quote currency, got a coin-margined one`,
    );
  }
  return liquidation('bitget', contract, context, {
    side: oneOf(row.side, ['buy', 'sell'], 'bitget side') === 'buy' ? 'long' : 'short',
    size: { notionalUsd: positiveOf(row.amount, 'bitget amount') },
    price: positiveOf(row.price, 'bitget price'),
    priceKind: 'bankruptcy',
    time: timeOf(row.ts, 'bitget ts'),
    id: identify(text('symbol'), text('ts'), text('side'), text('amount'), text('price')),
  });
}
