import { at, data, plain, type ToldBy } from './told.ts';

export const ACCOUNT_RATIOS: ToldBy = {
  binance: {
    row: i => ({ longShortRatio: '1.5', timestamp: at(i) }),
    fields: { ratio: 'longShortRatio', time: 'timestamp' },
    answer: plain,
  },
  bybit: {
    row: i => ({ buyRatio: '0.6', sellRatio: '0.4', timestamp: String(at(i)) }),
    fields: { ratio: 'buyRatio', time: 'timestamp' },
    answer: list => ({ retCode: 0, result: { list } }),
  },
  okx: {
    row: i => [String(at(i)), '1.5'],
    fields: { ratio: 1, time: 0 },
    answer: data({ code: '0' }),
  },
  gate: {
    row: i => ({ time: at(i) / 1000, lsr_account: 1.5 }),
    fields: { ratio: 'lsr_account', time: 'time' },
    answer: plain,
  },
  bitget: {
    row: i => ({ longAccountRatio: '0.6', shortAccountRatio: '0.4', ts: String(at(i)) }),
    fields: { ratio: 'longAccountRatio', time: 'ts' },
    answer: data({ code: '00000' }),
  },
};
