import type { Liquidation } from '../../schema/market.ts';
import { DAY } from '../../schema/range.ts';
import type { Adapter, Context, PollAsk, Reading } from './adapter.ts';
import { DERIBIT_REST, deribitContract, deribitMarket } from './deribit-market.ts';
import { isObject, listOf, objectOf, oneOf, type Raw, type RawObject, shown, textOf } from './json.ts';
import { closedBy, liquidation, read } from './liquidation.ts';
import { positiveOf, timeOf } from './number.ts';
import { chunked, get } from './request.ts';

/**
 * Deribit has no feed of liquidations; a trade says in `liquidation` which party was liquidated: T the
 * taker, M the maker, MT both. `direction` is the taker's. One liquidation is many trades. `amount` is USD
 * on inverse contracts (BTC-PERPETUAL), base coins on linear ones (SOL_USDC-PERPETUAL).
 * https://docs.deribit.com/#trades-instrument_name-interval
 */

const CHANNELS_PER_FRAME = 100;

export const deribit: Adapter = {
  exchange: 'deribit',
  access: { cloudflare: 'unknown' },
  limit: { budget: 20, per: 1_000 },
  market: deribitMarket,
  liquidations: {
    completeness: 'full',
    priceKind: 'fill',
    primary: 'feed',
    sharedIdentity: true,
    feeds: [
      {
        name: 'trades',
        urls: ['wss://www.deribit.com/ws/api/v2'],
        subscribe: instruments => {
          const channels = instruments.map(({ instrument }) => `trades.${instrument}.100ms`);
          return [
            rpc(0, 'public/set_heartbeat', { interval: 30 }),
            ...chunked(channels, CHANNELS_PER_FRAME).map((chunk, index) =>
              rpc(index + 1, 'public/subscribe', { channels: chunk }),
            ),
          ];
        },
        perInstrument: true,
        pace: 200,
        keepAlive: { every: 30_000, frame: () => rpc(-1, 'public/test', {}) },
        silence: 90_000,
      },
    ],
    polls: [
      {
        name: 'futures',
        targets: instruments => [...new Set(instruments.map(({ instrument }) => currencyOf(instrument)))],
        request,
        pageSize: 1_000,
        paging: 'forward',
        lookBack: 5 * DAY,
      },
    ],
    readMessage,
    readAnswer,
    unverified: ['the look-back of trades without an account', 'the rate limit of 20 requests a second'],
  },
};

const rpc = (id: number, method: string, params: object): string =>
  JSON.stringify({ jsonrpc: '2.0', id, method, params });

function request({ target, from, to }: PollAsk) {
  return get(`${DERIBIT_REST}/get_last_trades_by_currency_and_time`, {
    currency: target,
    kind: 'future',
    start_timestamp: from,
    end_timestamp: to - 1,
    count: 1_000,
    sorting: 'asc',
  });
}

function readMessage(text: string, context: Context): Reading {
  return read.message('deribit', text, raw => {
    const message = objectOf(raw, 'deribit message');
    if ('error' in message) return read.refusal('deribit', shown(message.error), message);
    if (message.method === 'heartbeat') {
      const asks = isObject(message.params) && message.params.type === 'test_request';
      return asks ? { ...read.alive, replies: [rpc(-1, 'public/test', {})] } : read.alive;
    }
    if (message.method === 'subscription') {
      const params = objectOf(message.params, 'deribit params');
      if (!textOf(params.channel, 'deribit params.channel').startsWith('trades.')) return read.nothing;
      return readTrades(listOf(params.data, 'deribit params.data'), context);
    }
    if ('result' in message) return readResult(message, context);
    if (Array.isArray(message.trades)) return readTrades(message.trades, context);
    throw new Error(`deribit: expected a subscription, a heartbeat or a result, got ${shown(message)}`);
  });
}

function readAnswer(text: string, context: Context): Reading {
  return readMessage(text, context);
}

function readResult(message: RawObject, context: Context): Reading {
  const result = message.result;
  if (isObject(result) && Array.isArray(result.trades)) return readTrades(result.trades, context);
  if (context.asked !== undefined) return read.noLiquidations('deribit', message, context);
  // The answer to `subscribe` is the list of channels; that to `test` the server's version.
  const subscribed = Array.isArray(result) && result.every(channel => typeof channel === 'string');
  return { ...read.nothing, control: { kind: subscribed ? 'subscribed' : 'alive' } };
}

function readTrades(trades: readonly Raw[], context: Context): Reading {
  const reading = read.rows(trades, trade => readTrade(trade, context));
  return { ...reading, page: read.page(trades, 'timestamp') };
}

function readTrade(raw: Raw, context: Context): Liquidation[] | undefined {
  const trade = objectOf(raw, 'deribit trade');
  const mark = trade.liquidation;
  if (mark === undefined || mark === null || mark === 'none') return undefined;
  const parties = oneOf(mark, ['M', 'T', 'MT', 'TM'], 'deribit liquidation');
  const taker = oneOf(trade.direction, ['buy', 'sell'], 'deribit direction');
  const maker = taker === 'buy' ? 'sell' : 'buy';
  const contract = deribitContract(textOf(trade.instrument_name, 'deribit instrument_name'));
  const id = `${currencyOf(contract.instrument)}|${textOf(trade.trade_id, 'deribit trade_id')}`;
  const both = parties.length === 2;
  return [...parties].map(party =>
    liquidation('deribit', contract, context, {
      side: closedBy(party === 'T' ? taker : maker),
      size: { units: positiveOf(trade.amount, 'deribit amount') },
      price: positiveOf(trade.price, 'deribit price'),
      priceKind: 'fill',
      time: timeOf(trade.timestamp, 'deribit timestamp'),
      id: both ? `${id}|${party}` : id,
    }),
  );
}

/** Trade ids are unique within a currency, which is that of settlement: USDC for `SOL_USDC-PERPETUAL`. */
export function currencyOf(instrument: string): string {
  const [pair] = instrument.split('-');
  return (pair ?? instrument).split('_').at(-1) as string;
}
