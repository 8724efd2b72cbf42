import { DAY, HOUR } from '../../schema/range.ts';
import type { Adapter, Context, PollAsk, Reading } from './adapter.ts';
import { coinexContract, coinexMarket } from './coinex-market.ts';
import { listOf, objectOf, oneOf, type Raw, shown, textOf } from './json.ts';
import { hasAny, type Identify, liquidation, read } from './liquidation.ts';
import { positiveOf, timeOf } from './number.ts';
import { get } from './request.ts';

/**
 * CoinEx v2: liquidations by REST only, one market at a time, months deep. `side` is the POSITION.
 * `liq_price` is where liquidation was triggered, the mark of that moment, and so what a price axis wants;
 * `bkr_price` is the bankruptcy price.
 * https://docs.coinex.com/api/v2/futures/market/http/list-market-liquidation-history
 */
const PAGE = 100;

export const coinex: Adapter = {
  exchange: 'coinex',
  access: { cloudflare: 'unknown' },
  limit: { budget: 400, per: 1_000 },
  market: coinexMarket,
  liquidations: {
    completeness: 'full',
    priceKind: 'trigger',
    primary: 'poll',
    sharedIdentity: false,
    feeds: [],
    polls: [
      {
        name: 'futures',
        targets: instruments =>
          instruments.filter(({ kind }) => kind === 'linear').map(({ instrument }) => instrument),
        request,
        window: 6 * HOUR,
        pageSize: PAGE,
        paging: 'halve',
        lookBack: 90 * DAY,
      },
    ],
    readMessage,
    readAnswer,
    unverified: [
      'that the list is complete',
      'the unit of liq_amount on inverse markets, which are rejected',
      'the rate limit',
    ],
  },
};

function request({ target, from, to }: PollAsk) {
  return get('https://api.coinex.com/v2/futures/liquidation-history', {
    market: target,
    start_time: from,
    end_time: to - 1,
    page: 1,
    limit: PAGE,
  });
}

/** No channel carries liquidations; other messages name their method or answer a request. */
function readMessage(text: string): Reading {
  return read.message('coinex', text, raw => {
    const message = objectOf(raw, 'coinex message');
    if (typeof message.method === 'string' || 'id' in message) return read.nothing;
    throw new Error(`coinex method: expected a method or an id, got ${shown(message)}`);
  });
}

function readAnswer(text: string, context: Context): Reading {
  return read.message('coinex', text, raw => {
    const message = objectOf(raw, 'coinex answer');
    // One row of another list, taken out of its answer.
    if (!('code' in message) && 'market' in message) return read.noLiquidations('coinex', message, context);
    if (message.code !== '0')
      return read.refusal('coinex', `${shown(message.code)} ${shown(message.message)}`, message);
    if (!Array.isArray(message.data)) return read.noLiquidations('coinex', message, context);
    const rows = listOf(message.data, 'coinex data');
    if (rows.length === 0) return { ...read.nothing, page: { rows: 0 } };
    if (!rows.some(row => hasAny(row, ['liq_price', 'liq_amount', 'bkr_price']))) {
      return read.noLiquidations('coinex', message, context);
    }
    const reading = read.rows(rows, (row, identify) => readRow(row, identify, context));
    return { ...reading, page: read.page(rows, 'created_at') };
  });
}

function readRow(raw: Raw, identify: Identify, context: Context) {
  const row = objectOf(raw, 'coinex data');
  const text = (key: string) => textOf(row[key], `coinex ${key}`).trim();
  const side = oneOf(row.side, ['long', 'short'], 'coinex side');
  const contract = coinexContract(text('market'));
  if (contract.kind === 'inverse') {
    throw new Error(
      `coinex ${contract.instrument}: expected a linear market, got one whose unit is not known`,
    );
  }
  return liquidation('coinex', contract, context, {
    side,
    size: { units: positiveOf(row.liq_amount, 'coinex liq_amount') },
    price: positiveOf(row.liq_price, 'coinex liq_price'),
    priceKind: 'trigger',
    time: timeOf(row.created_at, 'coinex created_at'),
    id: identify(...['market', 'created_at', 'side', 'liq_amount', 'liq_price'].map(text)),
  });
}
