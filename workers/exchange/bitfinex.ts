import { DAY, HOUR, MINUTE } from '../../schema/range.ts';
import type { Adapter, Context, PollAsk, Reading } from './adapter.ts';
import { bitfinexContract, bitfinexMarket } from './bitfinex-market.ts';
import { isObject, oneOf, type Raw, shown, textOf } from './json.ts';
import { type Identify, liquidation, read } from './liquidation.ts';
import { numberOf, positiveOf, timeOf } from './number.ts';
import { get } from './request.ts';

/**
 * Bitfinex. A position appears once when liquidation is triggered (IS_MATCH 0) and again for each execution
 * (IS_MATCH 1); only executions are counted, else everything would count twice. The sign of AMOUNT is the
 * POSITION's. Symbols without F0 are margin pairs, no derivatives.
 * https://docs.bitfinex.com/reference/rest-public-liquidations
 */
const POSITION_ID = 1;
const TIME = 2;
const SYMBOL = 4;
const AMOUNT = 5;
const IS_MATCH = 8;
const PRICE_ACQUIRED = 11;

export const bitfinex: Adapter = {
  exchange: 'bitfinex',
  access: { cloudflare: 'unknown' },
  limit: { budget: 90, per: MINUTE },
  market: bitfinexMarket,
  liquidations: {
    completeness: 'full',
    priceKind: 'fill',
    primary: 'feed',
    sharedIdentity: true,
    feeds: [
      {
        name: 'status',
        urls: ['wss://api-pub.bitfinex.com/ws/2'],
        subscribe: () => [JSON.stringify({ event: 'subscribe', channel: 'status', key: 'liq:global' })],
        perInstrument: false,
        pace: 200,
        // A heartbeat comes every 15 s.
        silence: 45_000,
      },
    ],
    polls: [
      {
        name: 'market',
        targets: () => [''],
        request,
        window: 8 * HOUR,
        pageSize: 500,
        paging: 'halve',
        lookBack: 30 * DAY,
      },
    ],
    readMessage,
    readAnswer,
    unverified: ['the look-back of liquidations/hist'],
  },
};

/** Three requests a minute where others have ninety. */
function request({ from, to }: PollAsk) {
  const window = { start: from, end: to - 1, limit: 500, sort: 1 };
  return get('https://api-pub.bitfinex.com/v2/liquidations/hist', window, 30);
}

function readMessage(text: string, context: Context): Reading {
  return read.message('bitfinex', text, message => {
    if (isObject(message)) {
      if (message.event === 'error')
        return read.refusal('bitfinex', `${shown(message.code)} ${shown(message.msg)}`, message);
      if (message.event === 'subscribed') return read.subscribed;
      // 20051 asks to reconnect, 20060 announces maintenance.
      if (message.event === 'info' && (message.code === '20051' || message.code === '20060')) {
        return { ...read.nothing, control: { kind: 'closing', reason: shown(message.msg) } };
      }
      if (typeof message.event === 'string') return read.alive;
    }
    if (!Array.isArray(message))
      throw new Error(`bitfinex: expected a channel's list, got ${shown(message)}`);
    if (message[1] === 'hb') return read.alive;
    return read.rows(positions(message), (row, identify) => readRow(row as Raw[], identify, context));
  });
}

function readAnswer(text: string, context: Context): Reading {
  return read.message('bitfinex', text, message => {
    if (!Array.isArray(message)) throw new Error(`bitfinex: expected a list, got ${shown(message)}`);
    if (message[0] === 'error') return read.refusal('bitfinex', shown(message[2] ?? message[1]), message);
    const rows = positions(message);
    if (message.length > 0 && rows.length === 0) return read.noLiquidations('bitfinex', message, context);
    const reading = read.rows(rows, (row, identify) => readRow(row as Raw[], identify, context));
    return { ...reading, page: read.page(rows, row => (row as Raw[])[TIME]) };
  });
}

/** Rows begin with "pos" and come one, two or three lists deep. */
function positions(value: Raw, depth = 0): Raw[] {
  if (!Array.isArray(value)) return [];
  if (value[0] === 'pos') return [value];
  return depth < 3 ? value.flatMap(inner => positions(inner, depth + 1)) : [];
}

function readRow(row: readonly Raw[], identify: Identify, context: Context) {
  const symbol = textOf(row[SYMBOL], 'bitfinex SYMBOL');
  const contract = bitfinexContract(symbol);
  if (!contract) return undefined;
  if (oneOf(row[IS_MATCH], ['0', '1'], 'bitfinex IS_MATCH') === '0') return undefined;
  const text = (index: number, name: string) => textOf(row[index], `bitfinex ${name}`);
  const amount = numberOf(row[AMOUNT], 'bitfinex AMOUNT');
  if (amount === 0) throw new RangeError('bitfinex AMOUNT: expected a signed number, got 0');
  return liquidation('bitfinex', contract, context, {
    side: amount > 0 ? 'long' : 'short',
    size: { units: Math.abs(amount) },
    price: positiveOf(row[PRICE_ACQUIRED], 'bitfinex PRICE_ACQUIRED'),
    priceKind: 'fill',
    time: timeOf(row[TIME], 'bitfinex MTS'),
    id: identify(text(POSITION_ID, 'POS_ID'), text(TIME, 'MTS'), '1', text(AMOUNT, 'AMOUNT')),
  });
}
