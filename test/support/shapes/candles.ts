import { at, columns, data, iso, plain, type Told, type ToldBy } from './told.ts';

const OHLC = { time: 0, open: 1, high: 2, low: 3, close: 4 };
const NAMED = { time: 'time', open: 'open', high: 'high', low: 'low', close: 'close' };

/** Bars of five minutes from 2 to 2.2 between 1.5 and 2.5 with some volume. */
export const CANDLES: ToldBy = {
  binance: {
    row: i => [at(i), '2', '2.5', '1.5', '2.2', '70', at(i) + 299_999, '150', 9, '40', '90', '0'],
    fields: { ...OHLC, volume: 5, buyVolume: 9 },
    answer: plain,
  },
  bybit: {
    row: i => [String(at(i)), '2', '2.5', '1.5', '2.2', '70', '150'],
    fields: { ...OHLC, volume: 5 },
    answer: list => ({ retCode: 0, result: { list } }),
  },
  okx: {
    row: i => [String(at(i)), '2', '2.5', '1.5', '2.2', '7', '70', '150', '1'],
    fields: { ...OHLC, volume: 6 },
    answer: data({ code: '0' }),
  },
  gate: {
    row: i => ({ t: at(i) / 1000, o: '2', h: '2.5', l: '1.5', c: '2.2', v: 70 }),
    fields: { time: 't', open: 'o', high: 'h', low: 'l', close: 'c', volume: 'v' },
    answer: plain,
  },
  htx: {
    row: i => ({ id: at(i) / 1000, open: 2, high: 2.5, low: 1.5, close: 2.2, amount: 140, vol: 14 }),
    fields: { ...NAMED, time: 'id', volume: 'amount' },
    answer: data({ status: 'ok' }),
  },
  bitget: {
    row: i => [String(at(i)), '2', '2.5', '1.5', '2.2', '70', '150'],
    fields: { ...OHLC, volume: 5 },
    answer: data({ code: '00000' }),
  },
  bitfinex: {
    row: i => [at(i), 2, 2.2, 2.5, 1.5, 70],
    fields: { time: 0, open: 1, close: 2, high: 3, low: 4, volume: 5 },
    answer: plain,
  },
  deribit: {
    row: i => ({ ticks: at(i), open: 2, high: 2.5, low: 1.5, close: 2.2, volume: 70 }),
    fields: { ...NAMED, time: 'ticks', volume: 'volume' },
    answer: columns(
      told => ({ result: { status: 'ok', ...told } }),
      ...['ticks', 'open', 'high', 'low', 'close', 'volume'],
    ),
  },
  kraken: {
    row: i => ({ time: at(i), open: '2', high: '2.5', low: '1.5', close: '2.2', volume: '70' }),
    fields: { ...NAMED, volume: 'volume' },
    answer: candles => ({ candles }),
  },
  dydx: {
    row: i => ({
      startedAt: iso(at(i)),
      open: '2',
      high: '2.5',
      low: '1.5',
      close: '2.2',
      baseTokenVolume: '70',
    }),
    fields: { ...NAMED, time: 'startedAt', volume: 'baseTokenVolume' },
    answer: candles => ({ candles }),
  },
  coinex: {
    row: i => ({ created_at: at(i), open: '2', high: '2.5', low: '1.5', close: '2.2', volume: '70' }),
    fields: { ...NAMED, time: 'created_at', volume: 'volume' },
    answer: data({ code: 0 }),
  },
  hyperliquid: {
    row: i => ({ t: at(i), o: '2', h: '2.5', l: '1.5', c: '2.2', v: '70' }),
    fields: { time: 't', open: 'o', high: 'h', low: 'l', close: 'c', volume: 'v' },
    answer: plain,
  },
  kucoin: {
    row: i => [at(i), 2, 2.5, 1.5, 2.2, 70],
    fields: { ...OHLC, volume: 5 },
    answer: data({ code: '200000' }),
  },
  mexc: {
    row: i => ({ time: at(i) / 1000, open: 2, high: 2.5, low: 1.5, close: 2.2, vol: 70 }),
    fields: { ...NAMED, volume: 'vol' },
    answer: columns(
      told => ({ success: true, data: told }),
      ...['time', 'open', 'high', 'low', 'close', 'vol'],
    ),
  },
};
CANDLES.aster = CANDLES.binance as Told;
