import { expect, test } from 'vitest';
import { anHour, instrumentOf, marketOf } from '../../support/exchange.ts';

const market = marketOf('binance');
const linear = instrumentOf('binance', '1000PEPEUSDT', 'PEPE', { contractSize: 1000 });
const inverse = instrumentOf('binance', 'BTCUSD_PERP', 'BTC', {
  quote: 'USD',
  kind: 'inverse',
  contractSize: 100,
});
const kline = [1760130000000, '2.0', '2.5', '1.5', '2.2', '100', 1760130299999, '210', 9, '60', '126', '0'];

test('perpetuals and quarterlies that trade are listed, shares and halted ones are not', () => {
  const symbol = (changes: object) => ({
    symbol: 'ETHUSDT',
    contractType: 'PERPETUAL',
    status: 'TRADING',
    ...changes,
  });
  const symbols = [
    symbol({}),
    symbol({ symbol: '1000SHIBUSDC' }),
    symbol({ symbol: 'ETHUSDT_251226', contractType: 'CURRENT_QUARTER' }),
    symbol({ symbol: 'TSLAUSDT', contractType: 'TRADIFI_PERPETUAL' }),
    symbol({ symbol: 'OLDUSDT', status: 'SETTLING' }),
    symbol({ symbol: 'ETHBTC' }),
  ];
  const { rows } = market.instruments[0]?.read(JSON.stringify({ symbols }), {}) ?? { rows: [] };
  expect(rows.map(row => [row.instrument, row.symbol, row.contractSize])).toEqual([
    ['ETHUSDT', 'ETH', 1],
    ['1000SHIBUSDC', 'SHIB', 1000],
    ['ETHUSDT_251226', 'ETH', 1],
  ]);
});

test('COIN-M contracts are worth what the list says', () => {
  const row = {
    symbol: 'BNBUSD_PERP',
    pair: 'BNBUSD',
    contractType: 'PERPETUAL',
    contractStatus: 'TRADING',
    contractSize: 10,
  };
  expect(market.instruments[1]?.read(JSON.stringify({ symbols: [row] }), {}).rows).toEqual([
    {
      exchange: 'binance',
      instrument: 'BNBUSD_PERP',
      symbol: 'BNB',
      quote: 'USD',
      kind: 'inverse',
      contractSize: 10,
    },
  ]);
});

test('candles are per coin; bars out of the asked time are left out', () => {
  const later = [1760133600000, ...kline.slice(1)];
  expect(market.candles?.read(JSON.stringify([kline, later]), anHour(linear)).rows).toEqual([
    {
      time: 1760130000000,
      step: 300000,
      open: 0.002,
      high: 0.0025,
      low: 0.0015,
      close: 0.0022,
      volume: 100_000,
      buyVolume: 60_000,
    },
  ]);
});

test('COIN-M candles have their coins in other columns', () => {
  const columns = [
    1760130000000,
    '50000',
    '50500',
    '49500',
    '50100',
    '700',
    1760130299999,
    '1.4',
    9,
    '300',
    '0.6',
    '0',
  ];
  expect(market.candles?.read(JSON.stringify([columns]), anHour(inverse)).rows[0]).toMatchObject({
    volume: 1.4,
    buyVolume: 0.6,
  });
});

test('the weight of a request grows with its rows', () => {
  const day = (days: number) =>
    market.candles?.request(anHour(linear, { to: 1760130000000 + days * 86_400_000 }));
  expect([day(1)?.weight, day(3)?.weight, day(5)?.weight]).toEqual([2, 5, 10]);
  expect(market.candles?.request(anHour(inverse)).url).toBe(
    'https://dapi.binance.com/dapi/v1/klines?symbol=BTCUSD_PERP&interval=5m&startTime=1760130000000&endTime=1760133599999&limit=12',
  );
});

test('open interest is coins: contracts of an inverse need a price', () => {
  const answer = JSON.stringify({ symbol: 'BTCUSD_PERP', openInterest: '2000', time: 1760130000000 });
  const ask = { instruments: [], instrument: inverse, now: 0 };
  expect(market.openInterest?.read(answer, { ...ask, priceOf: () => 50_000 }).rows).toEqual([
    { instrument: 'BTCUSD_PERP', time: 1760130000000, openInterest: 4 },
  ]);
  expect(market.openInterest?.read(answer, ask).rows).toEqual([]);
});

test('history: coins of either kind, and accounts long per account short', () => {
  const row = { sumOpenInterest: '500', sumOpenInterestValue: '7.5', timestamp: 1760130300000 };
  expect(market.openInterestHistory?.read(JSON.stringify([row]), anHour(linear)).rows[0]?.openInterest).toBe(
    500_000,
  );
  expect(market.openInterestHistory?.read(JSON.stringify([row]), anHour(inverse)).rows[0]?.openInterest).toBe(
    7.5,
  );
  const ratio = { longAccount: '0.6', longShortRatio: '1.5', shortAccount: '0.4', timestamp: 1760130300000 };
  expect(market.accountRatios?.read(JSON.stringify([ratio]), anHour(linear)).rows).toEqual([
    { time: 1760130300000, ratio: 1.5 },
  ]);
  expect(market.accountRatios?.request(anHour(inverse)).url).toContain(
    '/futures/data/globalLongShortAccountRatio?pair=BTCUSD&',
  );
});

test('brackets become tiers', () => {
  const bracket = (cap: number, rate: number, leverage: number) => ({
    bracketNotionalCap: cap,
    bracketMaintenanceMarginRate: rate,
    maxOpenPosLeverage: leverage,
  });
  const answer = {
    data: {
      brackets: [
        { symbol: 'ETHUSDT', riskBrackets: [bracket(10_000, 0.005, 75), bracket(50_000, 0.01, 50)] },
      ],
    },
  };
  const rows = market.marginTiers?.read(JSON.stringify(answer), { instruments: [] }).rows;
  expect(
    rows?.map(row => [
      row.minNotionalUsd,
      row.maintenanceMarginRate,
      row.maxLeverage,
      row.maintenanceDeductionUsd,
    ]),
  ).toEqual([
    [0, 0.005, 75, 0],
    [10_000, 0.01, 50, 50],
  ]);
});

test('aster speaks the same dialect and keeps no statistics', () => {
  const aster = marketOf('aster');
  expect(aster.candles?.request(anHour(instrumentOf('aster', 'ETHUSDT', 'ETH'))).url).toMatch(
    /^https:\/\/fapi\.asterdex\.com\/fapi\/v3\/klines\?/,
  );
  expect(aster.accountRatios).toBeUndefined();
});
