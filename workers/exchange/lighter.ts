import type { Side } from '../../schema/market.ts';
import { MINUTE } from '../../schema/range.ts';
import type { Adapter, Context, Reading } from './adapter.ts';
import { type Contract, contractOf, unlisted } from './contract.ts';
import { objectOf, oneOf, type Raw, type RawObject, shown, textOf } from './json.ts';
import { lighterMarket } from './lighter-market.ts';
import { liquidation, read } from './liquidation.ts';
import { numberOf, positiveOf, timeOf } from './number.ts';

/**
 * Lighter: trade messages carry `liquidation_trades`. The taker is liquidated: it bought (a short died)
 * where the maker was the ask. The sign of its position before the trade says the same, and a message in
 * which the two disagree is rejected. Markets are numbers; their names come from the list of order books.
 * https://apidocs.lighter.xyz/docs/websocket-reference
 */
export const lighter: Adapter = {
  exchange: 'lighter',
  access: { cloudflare: 'unknown' },
  limit: { budget: 60, per: MINUTE },
  market: lighterMarket,
  liquidations: {
    completeness: 'full',
    priceKind: 'fill',
    primary: 'feed',
    sharedIdentity: false,
    feeds: [
      {
        name: 'trade',
        urls: ['wss://mainnet.zklighter.elliot.ai/stream?readonly=true'],
        subscribe: instruments =>
          instruments.map(({ instrument }) =>
            JSON.stringify({ type: 'subscribe', channel: `trade/${instrument}` }),
          ),
        perInstrument: true,
        pace: 100,
        keepAlive: { every: 30_000, frame: () => JSON.stringify({ type: 'ping' }) },
        silence: 90_000,
      },
    ],
    polls: [],
    readMessage,
    readAnswer,
    unverified: ['completeness', 'the side of liquidated longs, of which no recording was at hand'],
  },
};

/**
 * Markets whose numbers independent public clients agree on, for messages read without the instrument list.
 */
const MARKETS: ReadonlyMap<string, string> = new Map([
  ['0', 'ETH'],
  ['1', 'BTC'],
  ['2', 'SOL'],
  ['3', 'DOGE'],
  ['4', '1000PEPE'],
  ['7', 'XRP'],
  ['20', 'BERA'],
  ['21', 'FARTCOIN'],
  ['24', 'HYPE'],
  ['27', 'AAVE'],
]);

function readMessage(text: string, context: Context): Reading {
  return read.message('lighter', text, raw => {
    const message = objectOf(raw, 'lighter message');
    if ('error' in message) return read.refusal('lighter', shown(message.error), message);
    const type = textOf(message.type, 'lighter type');
    if (type === 'ping') {
      return { ...read.nothing, control: { kind: 'alive' }, replies: [JSON.stringify({ type: 'pong' })] };
    }
    if (type === 'connected' || type === 'pong') return read.alive;
    if (type !== 'subscribed/trade' && type !== 'update/trade') {
      if (/trade|liquidation/i.test(type))
        throw new Error(`lighter type: expected update/trade, got ${type}`);
      return read.nothing;
    }
    const reading = read.rows(liquidationTrades(message), trade =>
      readTrade(objectOf(trade, 'lighter trade'), context),
    );
    return type === 'subscribed/trade' ? { ...reading, control: { kind: 'subscribed' } } : reading;
  });
}

/**
 * Liquidations stand in a list of their own, and in older messages among the trades. Other forced closings
 * are left out.
 */
function liquidationTrades(message: RawObject): Raw[] {
  const found = new Map<string, Raw>();
  for (const list of [message.liquidation_trades, message.trades]) {
    if (!Array.isArray(list)) continue;
    for (const raw of list) {
      const trade = objectOf(raw, 'lighter trade');
      if (trade.type === 'liquidation') found.set(idOf(trade), trade);
    }
  }
  return [...found.values()];
}

const idOf = (trade: RawObject): string =>
  textOf(trade.trade_id_str ?? trade.trade_id, 'lighter trade_id_str');

function readTrade(trade: RawObject, context: Context) {
  return liquidation(
    'lighter',
    lighterContract(textOf(trade.market_id, 'lighter market_id'), context),
    context,
    {
      side: sideOf(trade),
      size: { units: positiveOf(trade.size, 'lighter size') },
      price: positiveOf(trade.price, 'lighter price'),
      priceKind: 'fill',
      time: timeOf(trade.timestamp, 'lighter timestamp'),
      id: idOf(trade),
    },
  );
}

function sideOf(trade: RawObject): Side {
  const makerIsAsk = trade.is_maker_ask;
  if (typeof makerIsAsk !== 'boolean') {
    throw new TypeError(`lighter is_maker_ask: expected true or false, got ${shown(makerIsAsk)}`);
  }
  const side: Side = makerIsAsk ? 'short' : 'long';
  const before = trade.taker_position_size_before;
  if (before === undefined) return side;
  const position = numberOf(before, 'lighter taker_position_size_before');
  if (position > 0 !== (side === 'long')) {
    throw new Error(
      `lighter taker_position_size_before: expected the position of a ${side}, got ${shown(before)}`,
    );
  }
  return side;
}

function lighterContract(market: string, context: Context): Contract {
  const listed = context.instrument?.(market);
  if (listed) {
    const { symbol, quote, kind, contractSize } = listed;
    return { instrument: market, symbol, quote, kind, scale: contractSize };
  }
  const name = context.instrument ? undefined : MARKETS.get(market);
  if (name === undefined)
    throw unlisted(`lighter market_id: expected a market of the instrument list, got ${market}`);
  return contractOf(market, name, 'USDC', 'linear');
}

function readAnswer(text: string, context: Context): Reading {
  return read.message('lighter', text, raw => {
    const message = objectOf(raw, 'lighter answer');
    if ('type' in message) return readMessage(text, context);
    if (message.code !== undefined) oneOf(message.code, ['200'], 'lighter code');
    return read.noLiquidations('lighter', message, context);
  });
}
