import { DAY, MINUTE } from '../../schema/range.ts';
import type { Adapter, Context, PollAsk, Reading } from './adapter.ts';
import { isObject, listOf, objectOf, oneOf, type Raw, type RawObject, shown, textOf } from './json.ts';
import { krakenContract, krakenMarket } from './kraken-market.ts';
import { closedBy, hasAny, liquidation, read } from './liquidation.ts';
import { positiveOf, timeOf } from './number.ts';
import { chunked, get } from './request.ts';

/**
 * Kraken Futures marks liquidations among its trades: `type` on the WebSocket and in recent history, the
 * order's type (Liquidation, PartialLiquidation) in the deep history. The side is the liquidation ORDER's.
 * Assignments and terminations follow a liquidation and are not counted again. PI_ and FI_ count USD, PF_
 * and FF_ base coins.
 * https://docs.kraken.com/api/docs/futures-api/websocket/trade
 */
const PRODUCTS_PER_FRAME = 100;

export const kraken: Adapter = {
  exchange: 'kraken',
  access: { cloudflare: 'unknown' },
  limit: { budget: 500, per: 10_000 },
  market: krakenMarket,
  liquidations: {
    completeness: 'full',
    priceKind: 'fill',
    primary: 'feed',
    sharedIdentity: true,
    feeds: [
      {
        name: 'trade',
        urls: ['wss://futures.kraken.com/ws/v1'],
        subscribe: instruments => [
          JSON.stringify({ event: 'subscribe', feed: 'heartbeat' }),
          ...chunked(instruments, PRODUCTS_PER_FRAME).map(chunk =>
            JSON.stringify({
              event: 'subscribe',
              feed: 'trade',
              product_ids: chunk.map(({ instrument }) => instrument),
            }),
          ),
        ],
        perInstrument: true,
        pace: 100,
        silence: MINUTE,
      },
    ],
    polls: [
      {
        name: 'executions',
        targets: instruments => instruments.map(({ instrument }) => instrument),
        request,
        pageSize: 1_000,
        paging: 'cursor',
        lookBack: 30 * DAY,
      },
    ],
    readMessage,
    readAnswer,
    unverified: ['that uid is the same on the WebSocket and in the deep history', 'the rate limit'],
  },
};

function request({ target, from, to, cursor }: PollAsk) {
  return get(`https://futures.kraken.com/api/history/v3/market/${target}/executions`, {
    since: from,
    before: to,
    sort: 'asc',
    count: 1_000,
    continuation_token: cursor,
  });
}

function readMessage(text: string, context: Context): Reading {
  return read.message('kraken', text, raw => {
    const message = objectOf(raw, 'kraken message');
    if (message.event === 'error' || message.event === 'alert')
      return read.refusal('kraken', shown(message.message), message);
    if (message.event === 'subscribed') return read.subscribed;
    if (typeof message.event === 'string') return read.alive;
    if (message.feed === 'trade') return readTrades([message], undefined, context);
    // The latest trades, sent after subscribing: liquidations among them may be old.
    if (message.feed === 'trade_snapshot') {
      return readTrades(listOf(message.trades, 'kraken trades'), message.product_id, context);
    }
    if (message.feed === 'heartbeat') return read.alive;
    if (typeof message.feed === 'string') return read.nothing;
    throw new Error(`kraken: expected a feed or an event, got ${shown(message)}`);
  });
}

function readAnswer(text: string, context: Context): Reading {
  return read.message('kraken', text, raw => {
    const message = objectOf(raw, 'kraken answer');
    if ('feed' in message) return readMessage(text, context);
    if (message.result === 'error')
      return read.refusal('kraken', shown(message.error ?? message.errors), message);
    if (Array.isArray(message.history)) return readTrades(message.history, context.asked, context);
    if (Array.isArray(message.elements)) return readExecutions(message.elements, message, context);
    if (hasAny(message, ['takerOrder', 'event'])) return readExecutions([message], message, context);
    if (hasAny(message, ['result', 'instruments', 'candles', 'tickers', 'more_candles'])) {
      return read.noLiquidations('kraken', message, context);
    }
    throw new Error(`kraken: expected history or elements, got ${shown(message)}`);
  });
}

/**
 * Trades of the WebSocket name their product, or their snapshot does; recent history leaves it to the
 * request.
 */
function readTrades(trades: readonly Raw[], product: Raw | undefined, context: Context): Reading {
  const reading = read.rows(trades, raw => {
    const trade = objectOf(raw, 'kraken trade');
    if (textOf(trade.type, 'kraken type') !== 'liquidation') return undefined;
    const quantityKey = 'qty' in trade ? 'qty' : 'size';
    const instrument = textOf(trade.product_id ?? product, 'kraken product_id');
    return liquidation('kraken', krakenContract(instrument), context, {
      side: closedBy(oneOf(trade.side, ['buy', 'sell'], 'kraken side')),
      size: { units: positiveOf(trade[quantityKey], `kraken ${quantityKey}`) },
      price: positiveOf(trade.price, 'kraken price'),
      priceKind: 'fill',
      time: timeOf(trade.time, 'kraken time'),
      id: textOf(trade.uid, 'kraken uid'),
    });
  });
  return { ...reading, page: read.page(trades, 'time') };
}

/** An execution comes bare, or wrapped as an element's event. */
function executionOf(element: Raw): RawObject | undefined {
  if (!isObject(element)) return undefined;
  if (!isObject(element.event)) return element;
  const event = element.event.Execution ?? element.event.execution;
  if (!isObject(event)) return undefined;
  return isObject(event.execution) ? event.execution : event;
}

function readExecutions(elements: readonly Raw[], message: RawObject, context: Context): Reading {
  const reading = read.rows(elements, raw => {
    const execution = objectOf(executionOf(raw), 'kraken event.Execution');
    const orders = [execution.takerOrder, execution.makerOrder].filter(isObject);
    if (orders.length === 0) throw new Error(`kraken takerOrder: expected an order, got ${shown(execution)}`);
    const order = orders.find(
      ({ orderType }) => typeof orderType === 'string' && /liquidat/i.test(orderType),
    );
    if (!order) return undefined;
    return liquidation(
      'kraken',
      krakenContract(textOf(order.tradeable ?? context.asked, 'kraken tradeable')),
      context,
      {
        side: closedBy(oneOf(order.direction, ['buy', 'sell'], 'kraken direction')),
        size: { units: positiveOf(execution.quantity, 'kraken quantity') },
        price: positiveOf(execution.price, 'kraken price'),
        priceKind: 'fill',
        time: timeOf(execution.timestamp, 'kraken timestamp'),
        id: textOf(execution.uid, 'kraken uid'),
      },
    );
  });
  const token = message.continuationToken ?? message.continuation_token;
  return {
    ...reading,
    page: read.page(
      elements,
      raw => executionOf(raw)?.timestamp,
      typeof token === 'string' ? token : undefined,
    ),
  };
}
