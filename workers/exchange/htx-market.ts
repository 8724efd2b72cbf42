import type { Instrument } from '../../schema/market.ts';
import { type Contract, namedContract } from './contract.ts';
import { listOf, objectOf, type Raw, shown, textOf } from './json.ts';
import type { MarketData } from './market-data.ts';
import { rowsOf } from './market-rows.ts';
import { numberOf, timeOf } from './number.ts';
import { get, seconds } from './request.ts';
import { answerOf, candleOf, instrumentOf } from './series.ts';
import { stepName, stepNames, stepsOf } from './steps.ts';

const REST = 'https://api.hbdm.com';
/**
 * The roots of both lines; coin-margined dated futures have an API of their own and are left to the live
 * feed.
 */
const LINES = { linear: 'linear-swap', inverse: 'swap' } as const;

const PERIODS = stepNames('1m=1min 5m=5min 15m=15min 30m=30min 1h=60min 4h=4hour 1d=1day');
const OPEN_INTEREST_PERIODS = stepNames('1h=60min 4h=4hour 12h=12hour 1d=1day');

const isSwap = ({ instrument }: Instrument): boolean => instrument.includes('-');

/** `BTC-USDT`, `BTC-USDT-211210`: linear. `ETH-USD` (swap) and `BTC200703` (dated): inverse. */
export function htxContract(instrument: string): Contract {
  const contract = namedContract(
    'htx',
    instrument,
    `htx contract_code: expected BASE-QUOTE, got ${instrument}`,
  );
  return contract.kind === 'linear' ? contract : { ...contract, unit: contract.symbol === 'BTC' ? 100 : 10 };
}

export const htxMarket: MarketData = {
  instruments: (['linear', 'inverse'] as const).map(kind => ({
    request: () => get(`${REST}/${LINES[kind]}-api/v1/swap_contract_info`),
    read: text =>
      rowsOf.instruments('htx', listOf(dataOf(text), 'htx data'), raw => {
        const row = objectOf(raw, 'htx data');
        // 1 is listed; the others are before, after or between.
        if (row.contract_status !== '1') return undefined;
        const contract = htxContract(textOf(row.contract_code, 'htx contract_code'));
        return instrumentOf('htx', contract, numberOf(row.contract_size, 'htx contract_size'));
      }),
  })),
  candles: {
    steps: stepsOf(PERIODS),
    pageSize: 2_000,
    covers: isSwap,
    request: ({ instrument, step, from, to }) =>
      get(`${REST}/${LINES[instrument.kind]}-ex/market/history/kline`, {
        contract_code: instrument.instrument,
        period: stepName('htx', PERIODS, step),
        from: seconds(from),
        to: seconds(to - step),
      }),
    read: (text, ask) => {
      const { scale } = htxContract(ask.instrument.instrument);
      return rowsOf.candles(ask, listOf(dataOf(text), 'htx data'), raw => {
        const row = objectOf(raw, 'htx data');
        const { id: time, open, high, low, close } = row;
        // The documents: "the sum of both buy and sell sides".
        const volume = (numberOf(row.amount, 'htx amount') * scale) / 2;
        return candleOf('htx', { time, open, high, low, close }, { step: ask.step, scale, volume });
      });
    },
  },
  openInterest: {
    scope: 'instrument',
    request: ({ instrument }) => {
      if (!instrument) throw new Error('htx open interest: expected an instrument, got nothing');
      const query = { contract_code: instrument.instrument };
      return get(`${REST}/${LINES[instrument.kind]}-api/v1/swap_open_interest`, query);
    },
    read: (text, { instrument, now }) => {
      if (!instrument) throw new Error('htx open interest: expected an instrument, got nothing');
      const data = dataOf(text);
      const row = objectOf(Array.isArray(data) ? data[0] : data, 'htx data');
      return rowsOf.standing('htx', [row], () => {
        // UNVERIFIED that it is one side: unlike volumes, it is taken as reported.
        const openInterest = numberOf(row.amount, 'htx amount') * htxContract(instrument.instrument).scale;
        return { instrument: instrument.instrument, time: now, openInterest };
      });
    },
  },
  openInterestHistory: {
    steps: stepsOf(OPEN_INTEREST_PERIODS),
    pageSize: 200,
    covers: isSwap,
    request: ({ instrument, step }) =>
      get(`${REST}/${LINES[instrument.kind]}-api/v1/swap_his_open_interest`, {
        contract_code: instrument.instrument,
        period: stepName('htx', OPEN_INTEREST_PERIODS, step),
        size: 200,
        amount_type: 2,
      }),
    read: (text, ask) => {
      const { scale } = htxContract(ask.instrument.instrument);
      const ticks: Raw[] = listOf(objectOf(dataOf(text), 'htx data').tick, 'htx tick');
      return rowsOf.openInterest(ask, ticks, raw => {
        const row = objectOf(raw, 'htx tick');
        return { time: timeOf(row.ts, 'htx ts'), openInterest: numberOf(row.volume, 'htx volume') * scale };
      });
    },
  },
};

function dataOf(text: string): Raw | undefined {
  const answer = objectOf(answerOf('htx', text), 'htx answer');
  if (answer.status === 'ok' || answer.code === '200') return answer.data;
  throw new Error(
    `htx status: expected ok, got ${shown(answer['err-code'] ?? answer.err_code ?? answer.code)} ${shown(answer['err-msg'] ?? answer.err_msg ?? answer.message)}`,
  );
}
