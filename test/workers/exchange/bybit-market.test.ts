import { expect, test } from 'vitest';
import { anHour, instrumentOf, marketOf } from '../../support/exchange.ts';

const market = marketOf('bybit');
const linear = instrumentOf('bybit', 'ETHUSDT', 'ETH');
const inverse = instrumentOf('bybit', 'ETHUSD', 'ETH', { quote: 'USD', kind: 'inverse' });
const answer = (list: unknown[], changes: object = {}) =>
  JSON.stringify({ retCode: 0, retMsg: 'OK', result: { list, ...changes }, time: 1760130001000 });

test('the list pages by cursor and keeps what trades', () => {
  const list = [
    { symbol: '10000SATSUSDT', status: 'Trading' },
    { symbol: 'BTC-26DEC25', status: 'Trading' },
    { symbol: 'GONEUSDT', status: 'Closed' },
  ];
  const reading = market.instruments[0]?.read(answer(list, { nextPageCursor: 'page%3D2' }), {});
  expect(reading?.rows.map(row => [row.instrument, row.symbol, row.quote, row.contractSize])).toEqual([
    ['10000SATSUSDT', 'SATS', 'USDT', 10_000],
    ['BTC-26DEC25', 'BTC', 'USDC', 1],
  ]);
  expect(reading?.cursor).toBe('page=2');
  expect(market.instruments[1]?.request({ cursor: 'page=2' }).url).toBe(
    'https://api.bybit.com/v5/market/instruments-info?category=inverse&limit=1000&cursor=page%3D2',
  );
});

test('candles come newest first and leave oldest first; inverse coins are the turnover', () => {
  const list = [
    ['1760130300000', '4000', '4020', '3990', '4010', '8000', '2.0'],
    ['1760130000000', '3990', '4005', '3980', '4000', '4000', '1.0'],
  ];
  const read = (ask: ReturnType<typeof anHour>) => market.candles?.read(answer(list), ask).rows;
  expect(read(anHour(inverse))?.map(({ time, volume }) => [time, volume])).toEqual([
    [1760130000000, 1],
    [1760130300000, 2],
  ]);
  expect(read(anHour(linear))?.[0]?.volume).toBe(4000);
});

test('open interest is one side: as stated, else half since the venue counts both', () => {
  const row = (timestamp: number, changes: object = {}) => ({
    openInterest: '100',
    timestamp: String(timestamp),
    ...changes,
  });
  const before = Date.UTC(2026, 5, 10);
  const since = Date.UTC(2026, 5, 11);
  const ask = anHour(linear, { from: before, to: since + 86_400_000 });
  const rows = [row(before), row(since), row(since + 1, { singleOpenInterest: '51' })];
  expect(
    market.openInterestHistory?.read(answer(rows), ask).rows.map(({ openInterest }) => openInterest),
  ).toEqual([100, 50, 51]);
});

test('inverse open interest needs a price of its time', () => {
  const rows = [
    { openInterest: '8000', timestamp: '1760130300000' },
    { openInterest: '8000', timestamp: '1760130600000' },
  ];
  const priceAt = (time: number) => (time === 1760130300000 ? 4000 : undefined);
  expect(market.openInterestHistory?.read(answer(rows), anHour(inverse, { priceAt })).rows).toEqual([
    { time: 1760130300000, openInterest: 2 },
  ]);
});

test('all tickers at once tell open interest now', () => {
  const list = [
    { symbol: 'ETHUSD', markPrice: '4000', openInterest: '16000', singleOpenInterest: '8000' },
    { symbol: 'XYZ' },
  ];
  expect(market.openInterest?.read(answer(list), { instruments: [inverse], now: 1 }).rows).toEqual([
    { instrument: 'ETHUSD', time: 1760130001000, openInterest: 2 },
  ]);
});

test('ratios are long by short', () => {
  const list = [{ symbol: 'ETHUSDT', buyRatio: '0.75', sellRatio: '0.25', timestamp: '1760130300000' }];
  expect(market.accountRatios?.read(answer(list), anHour(linear)).rows).toEqual([
    { time: 1760130300000, ratio: 3 },
  ]);
});

test('risk limits become tiers; where one is wrong all of its contract are set aside, and no others', () => {
  const tier = (symbol: string, riskLimitValue: string, maintenanceMargin: string) => ({
    symbol,
    riskLimitValue,
    maintenanceMargin,
    maxLeverage: '50',
  });
  const list = [
    tier('ETHUSDT', '1000', '0.005'),
    tier('ETHUSDT', '3000', '0.01'),
    tier('SOLUSDT', '500', '0.02'),
  ];
  const rows = market.marginTiers?.read(answer(list, { nextPageCursor: 'x' }), { instruments: [] });
  expect(rows?.rows.map(row => [row.instrument, row.minNotionalUsd])).toEqual([
    ['ETHUSDT', 0],
    ['ETHUSDT', 1000],
    ['SOLUSDT', 0],
  ]);
  expect(rows?.cursor).toBe('x');
  const percent = market.marginTiers?.read(answer([...list, tier('SOLUSDT', '900', '2.5')]), {
    instruments: [],
  });
  expect(percent?.rows.map(row => row.instrument)).toEqual(['ETHUSDT', 'ETHUSDT']);
  expect(percent?.rejects.map(({ reason }) => reason)).toEqual([
    'bybit SOLUSDT maintenanceMarginRate: expected a number of above 0 and at most 1, got 2.5',
  ]);
});

test('a risk limit that names no contract spoils those beside it, which it may belong to', () => {
  const tier = (symbol: string | undefined, riskLimitValue: string) => ({
    ...(symbol && { symbol }),
    ...{ riskLimitValue, maintenanceMargin: '0.01', maxLeverage: '50' },
  });
  const list = [tier('A', '1'), tier('A', '2'), tier(undefined, '3'), tier('B', '1'), tier('C', '1')];
  const read = market.marginTiers?.read(answer(list), { instruments: [] });
  expect(read?.rows.map(row => row.instrument)).toEqual(['C']);
  expect(read?.rejects.map(({ reason }) => reason)).toEqual([
    'bybit A symbol: expected text, got nothing',
    'bybit B symbol: expected text, got nothing',
  ]);
});

test('an error code is an error', () => {
  expect(() => market.candles?.read('{"retCode":10001,"retMsg":"params error"}', anHour(linear))).toThrow(
    'bybit retCode: expected 0, got "10001" "params error"',
  );
  expect(() => market.candles?.read('<html>', anHour(linear))).toThrow('bybit: expected JSON, got <html>');
});
