import { expect, test } from 'vitest';
import { marketOf } from '../../support/exchange.ts';

/** Instruments of each venue's first list: name, symbol, kind and what a contract is worth. */
const LISTS: { exchange: string; answer: unknown; rows: [string, string, string, number][] }[] = [
  {
    exchange: 'okx',
    answer: {
      code: '0',
      data: [
        { instId: 'A-USDT-SWAP', ctVal: '0.1', ctMult: '10', ctType: 'linear', state: 'live' },
        { instId: 'A-USD-SWAP', ctVal: '10', ctMult: '1', ctType: 'inverse', state: 'live' },
        { instId: 'B-USDT-SWAP', ctVal: '1', ctMult: '1', ctType: 'linear', state: 'suspend' },
      ],
    },
    rows: [
      ['A-USDT-SWAP', 'A', 'linear', 1],
      ['A-USD-SWAP', 'A', 'inverse', 10],
    ],
  },
  {
    exchange: 'gate',
    answer: [
      { name: 'A_USDT', quanto_multiplier: '0.01', in_delisting: false },
      { name: 'B_USDT', quanto_multiplier: '1', in_delisting: true },
    ],
    rows: [['A_USDT', 'A', 'linear', 0.01]],
  },
  {
    exchange: 'htx',
    answer: {
      status: 'ok',
      data: [
        { contract_code: 'A-USDT', contract_size: 0.1, contract_status: 1 },
        { contract_code: 'B-USDT', contract_size: 1, contract_status: 3 },
      ],
    },
    rows: [['A-USDT', 'A', 'linear', 0.1]],
  },
  {
    exchange: 'bitget',
    answer: {
      code: '00000',
      data: [
        { symbol: 'AUSDT', status: 'online' },
        { symbol: 'BUSDT', status: 'offline' },
      ],
    },
    rows: [['AUSDT', 'A', 'linear', 1]],
  },
  {
    exchange: 'bitfinex',
    answer: [
      ['tIOTF0:USTF0', 1760130000000],
      ['tBTCF0:EUTF0', 1760130000000],
      ['tTESTBTCF0:TESTUSDTF0', 1760130000000],
    ],
    rows: [['tIOTF0:USTF0', 'IOTA', 'linear', 1]],
  },
  {
    exchange: 'deribit',
    answer: {
      result: [
        { instrument_name: 'BTC-PERPETUAL', is_active: true, contract_size: 10 },
        { instrument_name: 'A_USDC-PERPETUAL', is_active: true },
        { instrument_name: 'BTC-26DEC25', is_active: false },
      ],
    },
    rows: [
      ['BTC-PERPETUAL', 'BTC', 'inverse', 1],
      ['A_USDC-PERPETUAL', 'A', 'linear', 1],
    ],
  },
  {
    exchange: 'kraken',
    answer: {
      result: 'success',
      instruments: [
        { symbol: 'pf_xbtusd', tradeable: true },
        { symbol: 'PI_ETHUSD', tradeable: true },
        { symbol: 'in_xbtusd', tradeable: false },
      ],
    },
    rows: [
      ['PF_XBTUSD', 'BTC', 'linear', 1],
      ['PI_ETHUSD', 'ETH', 'inverse', 1],
    ],
  },
  {
    exchange: 'dydx',
    answer: {
      markets: {
        'A-USD': { ticker: 'A-USD', status: 'ACTIVE' },
        'B-USD': { ticker: 'B-USD', status: 'FINAL_SETTLEMENT' },
      },
    },
    rows: [['A-USD', 'A', 'linear', 1]],
  },
  {
    exchange: 'coinex',
    answer: {
      code: 0,
      data: [
        { market: 'AUSDT', contract_type: 'linear' },
        { market: 'AUSD', contract_type: 'inverse' },
      ],
    },
    rows: [['AUSDT', 'A', 'linear', 1]],
  },
  {
    exchange: 'lighter',
    answer: {
      code: 200,
      order_books: [
        { symbol: '1000PEPE', market_id: 4, status: 'active' },
        { symbol: 'ETH/USDC', market_id: 2048, status: 'active' },
      ],
    },
    rows: [['4', 'PEPE', 'linear', 1000]],
  },
  {
    exchange: 'hyperliquid',
    answer: [
      {
        universe: [
          { name: 'kPEPE', maxLeverage: 10 },
          { name: 'OLD', maxLeverage: 3, isDelisted: true },
        ],
      },
      [{}, {}],
    ],
    rows: [['kPEPE', 'PEPE', 'linear', 1000]],
  },
  {
    exchange: 'kucoin',
    answer: {
      code: '200000',
      data: [
        {
          symbol: 'XBTUSDTM',
          baseCurrency: 'XBT',
          quoteCurrency: 'USDT',
          multiplier: 0.001,
          isInverse: false,
          status: 'Open',
        },
        {
          symbol: 'XBTUSDM',
          baseCurrency: 'XBT',
          quoteCurrency: 'USD',
          multiplier: -1,
          isInverse: true,
          status: 'Open',
        },
      ],
    },
    rows: [
      ['XBTUSDTM', 'BTC', 'linear', 0.001],
      ['XBTUSDM', 'BTC', 'inverse', 1],
    ],
  },
  {
    exchange: 'mexc',
    answer: {
      success: true,
      data: [
        {
          symbol: 'A_USDT',
          baseCoin: 'A',
          quoteCoin: 'USDT',
          settleCoin: 'USDT',
          contractSize: 0.01,
          state: 0,
        },
        { symbol: 'A_USD', baseCoin: 'A', quoteCoin: 'USD', settleCoin: 'A', contractSize: 10, state: 0 },
        { symbol: 'B_USDT', baseCoin: 'B', quoteCoin: 'USDT', settleCoin: 'USDT', contractSize: 1, state: 3 },
      ],
    },
    rows: [
      ['A_USDT', 'A', 'linear', 0.01],
      ['A_USD', 'A', 'inverse', 10],
    ],
  },
];

test.each(LISTS)('$exchange: the instrument list is read', ({ exchange, answer, rows }) => {
  const list = marketOf(exchange).instruments[0]?.read(JSON.stringify(answer), {}).rows;
  expect(list?.map(row => [row.instrument, row.symbol, row.kind, row.contractSize])).toEqual(rows);
  expect(list?.every(row => row.exchange === exchange)).toBe(true);
});

test('hyperliquid: coins without their contexts are an error', () => {
  const answer = JSON.stringify([{ universe: [{ name: 'A' }, { name: 'B' }] }, [{}]]);
  expect(() => marketOf('hyperliquid').instruments[0]?.read(answer, {})).toThrow(
    'hyperliquid contexts: expected 2 as coins, got 1',
  );
});

test('okx: a row that contradicts the name of its contract is set aside, the others are listed', () => {
  const good = { instId: 'B-USD-SWAP', ctVal: '10', ctMult: '1', ctType: 'inverse', state: 'live' };
  const odd = { ...good, instId: 'A-USD-SWAP', ctType: 'linear' };
  const read = marketOf('okx').instruments[0]?.read(JSON.stringify({ code: '0', data: [odd, good] }), {});
  expect(read?.rows.map(row => row.instrument)).toEqual(['B-USD-SWAP']);
  expect(read?.rejects).toEqual([
    { reason: 'okx A-USD-SWAP ctType: expected inverse, got "linear"', payload: JSON.stringify(odd) },
  ]);
});
