import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LIQUIDATION_EXCHANGES, type LiquidationExchange, VENUES } from '../../../schema/exchange.ts';
import type { Reading } from '../../../workers/exchange/adapter.ts';
import { adapterOf } from '../../../workers/exchange/index.ts';
import { sourceOf } from '../../support/exchange.ts';

/** A message of each venue's feed with one liquidation, or of its REST API where it has no feed. */
const MESSAGES: Record<LiquidationExchange, unknown> = {
  binance: {
    e: 'forceOrder',
    E: 1,
    o: { s: 'AUSDT', S: 'SELL', q: '1', p: '2', ap: '2', X: 'FILLED', l: '1', z: '1', T: 1760130000000 },
  },
  bybit: {
    topic: 'allLiquidation.AUSDT',
    ts: 1,
    data: [{ T: 1760130000000, s: 'AUSDT', S: 'Buy', v: '1', p: '2' }],
  },
  okx: {
    arg: { channel: 'liquidation-orders', instType: 'SWAP' },
    data: [
      {
        details: [{ bkPx: '2', posSide: 'long', side: 'sell', sz: '1', ts: '1760130000000' }],
        instId: 'A-USDT-SWAP',
      },
    ],
  },
  gate: {
    channel: 'futures.public_liquidates',
    event: 'update',
    result: [{ price: '2', size: -1, time: 1760130000000, contract: 'A_USDT' }],
  },
  htx: {
    op: 'notify',
    topic: 'public.A-USDT.liquidation_orders',
    data: [
      {
        contract_code: 'A-USDT',
        direction: 'sell',
        offset: 'close',
        volume: 1,
        price: 2,
        created_at: 1760130000000,
        trade_turnover: 2,
      },
    ],
  },
  bitget: {
    arg: { instType: 'usdt-futures', topic: 'liquidation' },
    data: [{ symbol: 'AUSDT', side: 'buy', price: '2', amount: '2', ts: '1760130000000' }],
  },
  bitfinex: [1, [['pos', 1, 1760130000000, null, 'tAF0:USTF0', 1, 2, null, 1, 1, null, 2]]],
  deribit: {
    method: 'subscription',
    params: {
      channel: 'trades.A-PERPETUAL.100ms',
      data: [
        {
          trade_id: '1',
          timestamp: 1760130000000,
          price: 2,
          liquidation: 'T',
          instrument_name: 'A-PERPETUAL',
          direction: 'sell',
          amount: 1,
        },
      ],
    },
  },
  kraken: {
    feed: 'trade',
    product_id: 'PF_AUSD',
    uid: 'u',
    side: 'sell',
    type: 'liquidation',
    time: 1760130000000,
    qty: 1,
    price: 2,
  },
  dydx: {
    type: 'channel_data',
    id: 'A-USD',
    channel: 'v4_trades',
    contents: {
      trades: [
        {
          id: 'i',
          side: 'SELL',
          size: '1',
          price: '2',
          type: 'LIQUIDATED',
          createdAt: '2025-10-10T21:00:00.000Z',
        },
      ],
    },
  },
  coinex: {
    code: 0,
    data: [
      {
        market: 'AUSDT',
        side: 'long',
        liq_price: '2',
        liq_amount: '1',
        bkr_price: '1.9',
        created_at: 1760130000000,
      },
    ],
  },
  aster: {
    e: 'forceOrder',
    E: 1,
    o: { s: 'AUSDT', S: 'SELL', q: '1', p: '2', ap: '2', X: 'FILLED', l: '1', z: '1', T: 1760130000000 },
  },
  lighter: {
    type: 'update/trade',
    liquidation_trades: [
      {
        trade_id_str: '1',
        type: 'liquidation',
        market_id: 1,
        size: '1',
        price: '2',
        is_maker_ask: false,
        timestamp: 1760130000000,
      },
    ],
  },
};

/** The message of a venue as text; throws where nobody has written one. */
function messageOf(exchange: LiquidationExchange): string {
  const message = JSON.stringify(MESSAGES[exchange]);
  if (message) return message;
  throw new Error(`no message of exchange '${exchange}': add one to MESSAGES in any-message.test.ts`);
}

function read(exchange: string, text: string): Reading[] {
  const source = sourceOf(exchange);
  return [{}, { contractSize: 1 }, { contractSize: 1, asked: 'A' }].flatMap(context => [
    source.readMessage(text, context),
    source.readAnswer(text, context),
  ]);
}

/** No NaN passes the border, whatever came. */
function expectSound(readings: readonly Reading[]): void {
  for (const { liquidations, rejects } of readings) {
    for (const { price, quantity, notionalUsd, time, symbol, instrument, id } of liquidations) {
      for (const [name, value] of Object.entries({ price, quantity, notionalUsd }))
        expect(value > 0 && value < Number.POSITIVE_INFINITY, `${name} ${value} above 0, and finite`).toBe(
          true,
        );
      expect(Number.isInteger(time), `time ${time} in whole milliseconds`).toBe(true);
      for (const [name, text] of Object.entries({ symbol, instrument, id }))
        expect(typeof text === 'string' && text.length > 0, `${name} ${text} as a text`).toBe(true);
    }
    expect(
      rejects.every(({ reason }) => reason.length > 0),
      'a reject says its reason',
    ).toBe(true);
  }
}

/** The message with the value at one of its places replaced. */
function replaced(message: unknown, place: number, value: unknown): unknown {
  let count = 0;
  const walk = (node: unknown): unknown => {
    if (count++ === place) return value;
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node === 'object' && node !== null) {
      return Object.fromEntries(Object.entries(node).map(([key, inner]) => [key, walk(inner)]));
    }
    return node;
  };
  return walk(message);
}

test.each(VENUES)('%s has an adapter of its name, with liquidations where the table says so', exchange => {
  const adapter = adapterOf(exchange);
  expect(adapter?.exchange, 'the adapter in workers/exchange/index.ts').toBe(exchange);
  expect(
    adapter?.liquidations !== undefined,
    `liquidations in workers/exchange/${exchange}.ts; its kind in schema/exchange.ts says otherwise`,
  ).toBe((LIQUIDATION_EXCHANGES as readonly string[]).includes(exchange));
});

test.each(LIQUIDATION_EXCHANGES)('%s: the message as it should be is one sound liquidation', exchange => {
  const readings = read(exchange, messageOf(exchange));
  expectSound(readings);
  const rejects = readings.flatMap(({ rejects }) => rejects.map(({ reason }) => reason));
  expect(
    readings.map(({ liquidations }) => liquidations.length),
    `liquidations per reading of its message in MESSAGES; rejects: ${rejects.join('; ') || 'none'}`,
  ).toContain(1);
});

test.each(LIQUIDATION_EXCHANGES)(
  '%s: whatever stands in place of any value, reading does not throw and gives nothing unsound',
  exchange => {
    const message: unknown = JSON.parse(messageOf(exchange));
    fc.assert(
      fc.property(fc.nat({ max: 30 }), fc.jsonValue(), (place, value) => {
        expectSound(read(exchange, JSON.stringify(replaced(message, place, value))));
      }),
      { numRuns: 150 },
    );
  },
);

test.each(LIQUIDATION_EXCHANGES)('%s: any JSON and any text are read without throwing', exchange => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), text => expectSound(read(exchange, text))),
    { numRuns: 100 },
  );
});

/** What every object has by inheritance: a venue may list a coin or count a market by such a name. */
const INHERITED = Object.getOwnPropertyNames(Object.prototype);

test.each(LIQUIDATION_EXCHANGES)(
  '%s: a coin named like what every object inherits is that coin and nothing else',
  exchange => {
    const text = messageOf(exchange);
    for (const name of INHERITED) {
      const named = text.replaceAll(/A(?=[-_]?USD|F0|-PERPETUAL)|(?<="market_id":)1/g, match =>
        match === '1' ? JSON.stringify(name) : name,
      );
      expect(named, `${exchange}: a message in MESSAGES whose coin is A`).not.toBe(text);
      const readings = read(exchange, named);
      expectSound(readings);
      for (const { symbol } of readings.flatMap(({ liquidations }) => liquidations))
        expect(symbol.toLowerCase()).toBe(name.toLowerCase());
    }
  },
);
