import { type Contract, namedContract } from './contract.ts';
import { listOf, objectOf, type Raw, shown, textOf } from './json.ts';
import type { MarketData } from './market-data.ts';
import { barsOfColumns, rowsOf } from './market-rows.ts';
import { numberOf, timeOf } from './number.ts';
import { get } from './request.ts';
import { answerOf, candleOf, coinsOf, instrumentOf } from './series.ts';
import { stepName, stepNames, stepsOf } from './steps.ts';

/**
 * Deribit's margin grows by a formula per instrument that no endpoint tells; it keeps no history of open
 * interest.
 */
export const DERIBIT_REST = 'https://www.deribit.com/api/v2/public';
/** Where contracts settle. */
const CURRENCIES = ['BTC', 'ETH', 'USDC'] as const;

const RESOLUTIONS = stepNames('1m=1 5m=5 15m=15 30m=30 1h=60 2h=120 6h=360 12h=720 1d=1D');

/**
 * `BTC-PERPETUAL`, `ETH-27MAR26`: inverse. `SOL_USDC-PERPETUAL`, `BTC_USDC-27MAR26`: linear. No options, no
 * spreads, no spot (`BTC_USDC`).
 */
export function deribitContract(instrument: string): Contract {
  const failure = `deribit instrument_name: expected a perpetual or a dated future, got ${instrument}`;
  if (!instrument.includes('-')) throw new Error(failure);
  return namedContract('deribit', instrument, failure);
}

export const deribitMarket: MarketData = {
  instruments: CURRENCIES.map(currency => ({
    request: () => get(`${DERIBIT_REST}/get_instruments`, { currency, kind: 'future', expired: 'false' }),
    read: text =>
      rowsOf.instruments('deribit', listOf(resultOf(text), 'deribit result'), raw => {
        const row = objectOf(raw, 'deribit result');
        if (row.is_active === false) return undefined;
        // Sizes are stated in USD or coins, whatever the contract size.
        return instrumentOf(
          'deribit',
          deribitContract(textOf(row.instrument_name, 'deribit instrument_name')),
          1,
        );
      }),
  })),
  candles: {
    steps: stepsOf(RESOLUTIONS),
    pageSize: 5_000,
    request: ({ instrument, step, from, to }) =>
      get(`${DERIBIT_REST}/get_tradingview_chart_data`, {
        instrument_name: instrument.instrument,
        start_timestamp: from,
        end_timestamp: to - 1,
        resolution: stepName('deribit', RESOLUTIONS, step),
      }),
    read: (text, ask) => {
      const result = objectOf(resultOf(text), 'deribit result');
      if (result.status === 'no_data') return { rows: [], rejects: [] };
      const bars = barsOfColumns(result, ['ticks', 'open', 'high', 'low', 'close', 'volume'], 'deribit');
      return rowsOf.candles(ask, bars, raw => {
        const { ticks: time, open, high, low, close, volume } = objectOf(raw, 'deribit bar');
        return candleOf(
          'deribit',
          { time, open, high, low, close },
          { step: ask.step, scale: 1, volume: numberOf(volume, 'deribit volume') },
        );
      });
    },
  },
  openInterest: {
    scope: 'market',
    parts: CURRENCIES,
    request: ({ part }) =>
      get(`${DERIBIT_REST}/get_book_summary_by_currency`, { currency: part, kind: 'future' }),
    read: (text, { instruments }) => {
      const known = new Map(instruments.map(instrument => [instrument.instrument, instrument]));
      return rowsOf.standing('deribit', listOf(resultOf(text), 'deribit result'), raw => {
        const row = objectOf(raw, 'deribit result');
        const instrument = known.get(textOf(row.instrument_name, 'deribit instrument_name'));
        if (!instrument) return undefined;
        const reported = numberOf(row.open_interest, 'deribit open_interest');
        const openInterest = coinsOf(instrument, reported, () =>
          numberOf(row.mark_price, 'deribit mark_price'),
        );
        if (openInterest === undefined) return undefined;
        const time = timeOf(row.creation_timestamp, 'deribit creation_timestamp');
        return { instrument: instrument.instrument, time, openInterest };
      });
    },
  },
};

function resultOf(text: string): Raw | undefined {
  const answer = objectOf(answerOf('deribit', text), 'deribit answer');
  if ('error' in answer) throw new Error(`deribit: expected a result, got ${shown(answer.error)}`);
  return answer.result;
}
