import { expect, test } from 'vitest';
import type { Instrument } from '../../../schema/market.ts';
import { anHour, instrumentOf, marketOf } from '../../support/exchange.ts';

/** One bar of 21:00 from 2 to 2.2 between 1.5 and 2.5 in which 700 coins traded, in each venue's form. */
const CANDLES: { instrument: Instrument; answer: unknown; url: string }[] = [
  {
    instrument: instrumentOf('okx', 'A-USDT-SWAP', 'A', { contractSize: 10 }),
    answer: { code: '0', data: [['1760130000000', '2', '2.5', '1.5', '2.2', '70', '700', '1500', '1']] },
    url: 'https://www.okx.com/api/v5/market/history-candles?instId=A-USDT-SWAP&bar=5m&before=1760129999999&after=1760133600000&limit=100',
  },
  {
    instrument: instrumentOf('gate', 'A_USDT', 'A', { contractSize: 10 }),
    answer: [{ t: 1760130000, o: '2', h: '2.5', l: '1.5', c: '2.2', v: 70, sum: '1500' }],
    url: 'https://api.gateio.ws/api/v4/futures/usdt/candlesticks?contract=A_USDT&interval=5m&from=1760130000&to=1760133300',
  },
  {
    instrument: instrumentOf('htx', 'A-USDT', 'A', { contractSize: 10 }),
    // Both sides are counted: 1,400 are 700 traded.
    answer: {
      status: 'ok',
      data: [{ id: 1760130000, open: 2, high: 2.5, low: 1.5, close: 2.2, amount: 1400, vol: 140 }],
    },
    url: 'https://api.hbdm.com/linear-swap-ex/market/history/kline?contract_code=A-USDT&period=5min&from=1760130000&to=1760133300',
  },
  {
    instrument: instrumentOf('bitget', 'AUSDT', 'A'),
    answer: { code: '00000', data: [['1760130000000', '2', '2.5', '1.5', '2.2', '700', '1500']] },
    url: 'https://api.bitget.com/api/v2/mix/market/history-candles?symbol=AUSDT&productType=USDT-FUTURES&granularity=5m&startTime=1760130000000&endTime=1760133600000&limit=200',
  },
  {
    instrument: instrumentOf('bitfinex', 'tAF0:USTF0', 'A'),
    answer: [[1760130000000, 2, 2.2, 2.5, 1.5, 700]],
    url: 'https://api-pub.bitfinex.com/v2/candles/trade:5m:tAF0:USTF0/hist?start=1760130000000&end=1760133599999&limit=10000&sort=1',
  },
  {
    instrument: instrumentOf('deribit', 'A-PERPETUAL', 'A', { kind: 'inverse' }),
    answer: {
      result: {
        status: 'ok',
        ticks: [1760130000000],
        open: [2],
        high: [2.5],
        low: [1.5],
        close: [2.2],
        volume: [700],
      },
    },
    url: 'https://www.deribit.com/api/v2/public/get_tradingview_chart_data?instrument_name=A-PERPETUAL&start_timestamp=1760130000000&end_timestamp=1760133599999&resolution=5',
  },
  {
    instrument: instrumentOf('kraken', 'PI_AUSD', 'A', { kind: 'inverse' }),
    // 1,540 USD at 2.2.
    answer: {
      candles: [{ time: 1760130000000, open: '2', high: '2.5', low: '1.5', close: '2.2', volume: '1540' }],
    },
    url: 'https://futures.kraken.com/api/charts/v1/trade/PI_AUSD/5m?from=1760130000&to=1760133300',
  },
  {
    instrument: instrumentOf('dydx', 'A-USD', 'A'),
    answer: {
      candles: [
        {
          startedAt: '2025-10-10T21:00:00.000Z',
          open: '2',
          high: '2.5',
          low: '1.5',
          close: '2.2',
          baseTokenVolume: '700',
        },
      ],
    },
    url: 'https://indexer.dydx.trade/v4/candles/perpetualMarkets/A-USD?resolution=5MINS&fromISO=2025-10-10T21%3A00%3A00.000Z&toISO=2025-10-10T22%3A00%3A00.000Z&limit=1000',
  },
  {
    instrument: instrumentOf('coinex', 'AUSDT', 'A'),
    answer: {
      code: 0,
      data: [
        {
          market: 'AUSDT',
          created_at: 1760130000000,
          open: '2',
          high: '2.5',
          low: '1.5',
          close: '2.2',
          volume: '700',
        },
      ],
    },
    url: 'https://api.coinex.com/v2/futures/kline?market=AUSDT&limit=1000&period=5min',
  },
  {
    instrument: instrumentOf('hyperliquid', 'A', 'A'),
    answer: [
      { t: 1760130000000, T: 1760130299999, s: 'A', i: '5m', o: '2', h: '2.5', l: '1.5', c: '2.2', v: '700' },
    ],
    url: 'https://api.hyperliquid.xyz/info',
  },
  {
    instrument: instrumentOf('kucoin', 'AUSDTM', 'A', { contractSize: 10 }),
    answer: { code: '200000', data: [[1760130000000, 2, 2.5, 1.5, 2.2, 70]] },
    url: 'https://api-futures.kucoin.com/api/v1/kline/query?symbol=AUSDTM&granularity=5&from=1760130000000&to=1760133300000',
  },
  {
    instrument: instrumentOf('mexc', 'A_USDT', 'A', { contractSize: 10 }),
    answer: {
      success: true,
      data: {
        time: [1760130000],
        open: [2],
        high: [2.5],
        low: [1.5],
        close: [2.2],
        vol: [70],
        amount: [1500],
      },
    },
    url: 'https://contract.mexc.com/api/v1/contract/kline/A_USDT?interval=Min5&start=1760130000&end=1760133300',
  },
];

test.each(CANDLES)('$instrument.exchange: a candle is asked for and read', ({ instrument, answer, url }) => {
  const { candles } = marketOf(instrument.exchange);
  const ask = anHour(instrument);
  expect(candles?.request(ask).url).toBe(url);
  const rows = candles?.read(JSON.stringify(answer), ask).rows;
  expect(rows).toHaveLength(1);
  expect(rows?.[0]).toMatchObject({
    time: 1760130000000,
    step: 300_000,
    open: 2,
    high: 2.5,
    low: 1.5,
    close: 2.2,
  });
  expect(rows?.[0]?.volume).toBeCloseTo(700, 9);
});

test.each([
  [
    'okx',
    '{"code":"51001","msg":"no instrument","data":[]}',
    'okx code: expected 0, got "51001" "no instrument"',
  ],
  [
    'gate',
    '{"label":"CONTRACT_NOT_FOUND","message":"none"}',
    'gate: expected a list, got "CONTRACT_NOT_FOUND" "none"',
  ],
  [
    'htx',
    '{"status":"error","err_code":1332,"err_msg":"none"}',
    'htx status: expected ok, got "1332" "none"',
  ],
  ['bitget', '{"code":"40034","msg":"none"}', 'bitget code: expected 00000, got "40034" "none"'],
  ['bitfinex', '["error",10020,"symbol: invalid"]', 'bitfinex: expected a list, got "symbol: invalid"'],
  ['deribit', '{"error":{"code":-32602}}', 'deribit: expected a result, got {"code":"-32602"}'],
  ['kraken', '{"result":"error","error":"none"}', 'kraken result: expected success, got "none"'],
  ['dydx', '{"errors":[{"msg":"none"}]}', 'dydx: expected an answer, got [{"msg":"none"}]'],
  ['coinex', '{"code":4004,"message":"none"}', 'coinex code: expected 0, got "4004" "none"'],
  ['kucoin', '{"code":"400100","msg":"none"}', 'kucoin code: expected 200000, got "400100" "none"'],
  [
    'mexc',
    '{"success":false,"code":1001,"message":"none"}',
    'mexc success: expected true, got "1001" "none"',
  ],
])('%s: a refusal is an error that tells it', (exchange, answer, message) => {
  const instrument = CANDLES.find(row => row.instrument.exchange === exchange)?.instrument as Instrument;
  expect(() => marketOf(exchange).candles?.read(answer, anHour(instrument))).toThrow(message);
});
