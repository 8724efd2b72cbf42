import { expect, test } from 'vitest';
import type { Instrument } from '../../../schema/market.ts';
import { anHour, instrumentOf, marketOf } from '../../support/exchange.ts';

const now = 1760130000000;
const none = (count: number) => Array<null>(count).fill(null);
const okx = instrumentOf('okx', 'A-USDT-SWAP', 'A', { contractSize: 10 });
const gate = instrumentOf('gate', 'A_USDT', 'A', { contractSize: 10 });
const htx = instrumentOf('htx', 'A-USDT', 'A');
const bitget = instrumentOf('bitget', 'AUSDT', 'A');
const bitfinex = instrumentOf('bitfinex', 'tAF0:USTF0', 'A');
const kraken = instrumentOf('kraken', 'PF_AUSD', 'A');
const dydx = instrumentOf('dydx', 'A-USD', 'A');
const coinex = instrumentOf('coinex', 'AUSDT', 'A');
const hyperliquid = instrumentOf('hyperliquid', 'A', 'A');
const kucoin = instrumentOf('kucoin', 'AUSDTM', 'A', { contractSize: 10 });
const mexc = instrumentOf('mexc', 'A_USDT', 'A', { contractSize: 10 });
const deribit = instrumentOf('deribit', 'A-PERPETUAL', 'A', { kind: 'inverse' });

type Answered = { instrument: Instrument; answer: unknown };

/** 700 coins, in each venue's form. */
const NOW: Answered[] = [
  {
    instrument: okx,
    answer: { code: '0', data: [{ instId: 'A-USDT-SWAP', oi: '70', oiCcy: '700', ts: `${now}` }] },
  },
  { instrument: gate, answer: [{ name: 'A_USDT', position_size: 70, mark_price: '2' }] },
  {
    instrument: htx,
    answer: { status: 'ok', data: [{ contract_code: 'A-USDT', amount: 700, volume: 7000 }] },
  },
  {
    instrument: bitget,
    answer: { code: '00000', data: { openInterestList: [{ symbol: 'AUSDT', size: '700' }], ts: `${now}` } },
  },
  { instrument: bitfinex, answer: [['tAF0:USTF0', now, ...none(16), 700]] },
  {
    instrument: deribit,
    answer: {
      result: [
        { instrument_name: 'A-PERPETUAL', open_interest: 1400, mark_price: 2, creation_timestamp: now },
      ],
    },
  },
  {
    instrument: kraken,
    answer: { result: 'success', tickers: [{ symbol: 'PF_AUSD', openInterest: 700, markPrice: 2 }] },
  },
  { instrument: dydx, answer: { markets: { 'A-USD': { ticker: 'A-USD', openInterest: '700' } } } },
  { instrument: coinex, answer: { code: 0, data: [{ market: 'AUSDT', open_interest_volume: '700' }] } },
  { instrument: hyperliquid, answer: [{ universe: [{ name: 'A' }] }, [{ openInterest: '700' }]] },
  {
    instrument: kucoin,
    answer: { code: '200000', data: [{ symbol: 'AUSDTM', openInterest: '70', markPrice: 2 }] },
  },
  {
    instrument: mexc,
    answer: { success: true, data: [{ symbol: 'A_USDT', holdVol: 70, fairPrice: 2, timestamp: now }] },
  },
];

test.each(NOW)('$instrument.exchange: open interest now is coins', ({ instrument, answer }) => {
  const ask = { instruments: [instrument], instrument, now };
  const rows = marketOf(instrument.exchange).openInterest?.read(JSON.stringify(answer), ask).rows;
  expect(rows).toEqual([{ instrument: instrument.instrument, time: now, openInterest: 700 }]);
});

/** 700 coins at 21:05, in each venue's form. */
const HISTORY: Answered[] = [
  { instrument: okx, answer: { code: '0', data: [['1760130300000', '70', '700', '1400']] } },
  { instrument: gate, answer: [{ time: 1760130300, open_interest: 70, lsr_account: 2 }] },
  {
    instrument: htx,
    answer: { status: 'ok', data: { tick: [{ volume: '700', amount_type: 2, ts: 1760130300000 }] } },
  },
  { instrument: bitfinex, answer: [[1760130300000, ...none(16), 700]] },
  {
    instrument: kraken,
    answer: { result: { timestamp: [1760130300], data: [['690', '710', '680', '700']], more: false } },
  },
  {
    instrument: dydx,
    answer: { candles: [{ startedAt: '2025-10-10T21:05:00.000Z', startingOpenInterest: '700' }] },
  },
];

test.each(HISTORY)(
  '$instrument.exchange: the history of open interest is coins',
  ({ instrument, answer }) => {
    const rows = marketOf(instrument.exchange).openInterestHistory?.read(
      JSON.stringify(answer),
      anHour(instrument),
    ).rows;
    expect(rows).toEqual([{ time: 1760130300000, openInterest: 700 }]);
  },
);

/** Four accounts long for one short at 21:05, in each venue's form. */
const RATIOS: Answered[] = [
  { instrument: okx, answer: { code: '0', data: [['1760130300000', '4']] } },
  {
    instrument: gate,
    answer: [
      { time: 1760130300, lsr_account: 4 },
      { time: 1760130600, lsr_account: 0 },
    ],
  },
  {
    instrument: bitget,
    // The quotient the venue states itself is another.
    answer: {
      code: '00000',
      data: [
        {
          longAccountRatio: '0.8',
          shortAccountRatio: '0.2',
          longShortAccountRatio: '0.04',
          ts: '1760130300000',
        },
      ],
    },
  },
];

test.each(RATIOS)('$instrument.exchange: the account ratio is long by short', ({ instrument, answer }) => {
  const rows = marketOf(instrument.exchange).accountRatios?.read(
    JSON.stringify(answer),
    anHour(instrument),
  ).rows;
  expect(rows).toEqual([{ time: 1760130300000, ratio: 4 }]);
});

/** Two tiers from 0 and 1,000 USD at 0.5 % and 1 %, in each venue's form; a coin is 2 USD. */
const TIERS: Answered[] = [
  {
    instrument: okx,
    answer: {
      code: '0',
      data: [
        { minSz: '0', mmr: '0.005', maxLever: '100' },
        { minSz: '50', mmr: '0.01', maxLever: '50' },
      ],
    },
  },
  {
    instrument: gate,
    answer: [
      { risk_limit: '1000', maintenance_rate: '0.005', leverage_max: '100' },
      { risk_limit: '5000', maintenance_rate: '0.01', leverage_max: '50' },
    ],
  },
  {
    instrument: bitget,
    answer: {
      code: '00000',
      data: [
        { startUnit: '0', keepMarginRate: '0.005', leverage: '100' },
        { startUnit: '1000', keepMarginRate: '0.01', leverage: '50' },
      ],
    },
  },
  {
    instrument: kraken,
    answer: {
      result: 'success',
      instruments: [
        {
          symbol: 'PF_AUSD',
          tradeable: true,
          marginLevels: [
            { numNonContractUnits: 0, initialMargin: 0.01, maintenanceMargin: 0.005 },
            { numNonContractUnits: 1000, initialMargin: 0.02, maintenanceMargin: 0.01 },
          ],
        },
      ],
    },
  },
  {
    instrument: coinex,
    answer: {
      code: 0,
      data: [
        {
          market: 'AUSDT',
          level: [
            { amount: '500', leverage: '100', maintenance_margin_rate: '0.005' },
            { amount: '900', leverage: '50', maintenance_margin_rate: '0.01' },
          ],
        },
      ],
    },
  },
  {
    instrument: hyperliquid,
    answer: [
      {
        universe: [{ name: 'A', marginTableId: 7 }],
        marginTables: [
          [
            7,
            {
              marginTiers: [
                { lowerBound: '0', maxLeverage: 100 },
                { lowerBound: '1000', maxLeverage: 50 },
              ],
            },
          ],
        ],
      },
      [{}],
    ],
  },
  {
    instrument: kucoin,
    answer: {
      code: '200000',
      data: [
        { minRiskLimit: 0, maintainMargin: 0.005, maxLeverage: 100 },
        { minRiskLimit: 1000, maintainMargin: 0.01, maxLeverage: 50 },
      ],
    },
  },
  {
    instrument: mexc,
    answer: {
      success: true,
      data: {
        symbol: 'A_USDT',
        riskBaseVol: 50,
        riskIncrVol: 70,
        riskIncrMmr: 0.005,
        riskIncrImr: 0.01,
        maintenanceMarginRate: 0.005,
        initialMarginRate: 0.01,
        riskLevelLimit: 2,
      },
    },
  },
];

test.each(TIERS)('$instrument.exchange: margin tiers are read', ({ instrument, answer }) => {
  const ask = { instruments: [instrument], instrument, priceOf: () => 2 };
  const rows = marketOf(instrument.exchange).marginTiers?.read(JSON.stringify(answer), ask).rows;
  const tiers = rows?.map(row => [
    row.minNotionalUsd,
    row.maintenanceMarginRate,
    row.maxLeverage,
    row.maintenanceDeductionUsd,
  ]);
  expect(tiers).toEqual([
    [0, 0.005, 100, 0],
    [1000, 0.01, 50, 5], // 1,000 · (0.01 − 0.005)
  ]);
});

test('dydx: a market has one tier', () => {
  const market = { ticker: 'A-USD', initialMarginFraction: '0.05', maintenanceMarginFraction: '0.03' };
  const answer = JSON.stringify({ markets: { 'A-USD': market } });
  expect(marketOf('dydx').marginTiers?.read(answer, { instruments: [] }).rows).toMatchObject([
    { instrument: 'A-USD', minNotionalUsd: 0, maintenanceMarginRate: 0.03, maxLeverage: 20 },
  ]);
});
