import { expect, test } from 'vitest';
import { DAY, MINUTE } from '../../../schema/range.ts';
import { createMarket, MARKETS, type MarketStep } from '../../../workers/local/market/market.ts';
import { simulatedBatch } from '../../../workers/local/simulated-batch.ts';

const start = Date.UTC(2026, 0, 5);
const step = 5 * MINUTE;
const live = { fineFrom: 0, eventsFrom: 0 };

/** A step of a market in which one long was liquidated. */
const stepAt = (i: number): MarketStep => {
  const time = start + i * step;
  return {
    candle: { time, step, open: 100, high: 101, low: 99, close: 100, volume: 10, buyVolume: 5 },
    openInterest: { time: time + step, openInterest: 1_000 },
    accountRatio: { time: time + step, ratio: 1.5 },
    liquidations: [
      {
        ...{ exchange: 'simulated', instrument: 'BTCUSDT', symbol: 'BTC', side: 'long', id: `${i}` },
        ...{ price: 99, priceKind: 'bankruptcy', quantity: 1, notionalUsd: 99, time },
      },
    ],
  };
};

test('a market as it is gives all its rows, and sets nothing aside', () => {
  for (const options of MARKETS) {
    const market = createMarket({ ...options, step, start });
    const steps = Array.from({ length: DAY / step }, () => market.next());
    const batch = simulatedBatch(options.symbol, steps, live);
    expect([batch.candles?.length, batch.openInterest?.length, batch.rejects]).toEqual([288, 288, undefined]);
  }
});

test('what no market can be is set aside with its reason, and the rest goes on', () => {
  const [good, badCandle, badRatio, badEvent] = [0, 1, 2, 3].map(stepAt) as [
    MarketStep,
    MarketStep,
    MarketStep,
    MarketStep,
  ];
  badCandle.candle.close = 102;
  // Nobody is short.
  badRatio.accountRatio.ratio = Number.POSITIVE_INFINITY;
  for (const event of badEvent.liquidations) event.quantity = 0;
  const batch = simulatedBatch('BTC', [good, badCandle, badRatio, badEvent], live);
  const minutes = (rows: readonly { time: number }[] = []) => rows.map(({ time }) => (time - start) / MINUTE);
  expect(minutes(batch.candles)).toEqual([0, 10, 15]);
  expect(minutes(batch.accountRatios)).toEqual([5, 10, 20]);
  expect(minutes(batch.liquidations)).toEqual([0, 5, 10]);
  expect(batch.rejects?.map(({ source, reason }) => `${source} ${reason}`)).toEqual([
    'simulated high: expected at least 102 (the close), got 101',
    'simulated ratio: expected a number of at least 0 and at most 1000000, got Infinity',
    'simulated quantity: expected a number of above 0 and at most 1e+21, got 0',
  ]);
});
