import { type Fault, faultText } from '../../schema/fault.ts';
import type { TimedReject } from '../../schema/market.ts';
import {
  accountRatioFault,
  candleFault,
  liquidationBarFault,
  liquidationFault,
  openInterestFault,
} from '../../schema/plausible.ts';
import { HOUR, MINUTE } from '../../schema/range.ts';
import type { IngestBatch } from '../ingest/batch.ts';
import type { MarketStep } from './market/market.ts';

const EXCHANGE = 'simulated';

/**
 * What a simulated market published in some steps, in three grades: hourly bars before `fineFrom` (hours must be
 * whole there), then the steps' own bars, and from `eventsFrom` on single liquidations, as a live exchange gives
 * them. A market that we run ourselves is seen whole: a bar without liquidations holds zeros, and every minute of
 * the events is covered. What no market can be is set aside here as of any venue.
 */
export function simulatedBatch(
  symbol: string,
  steps: readonly MarketStep[],
  { fineFrom, eventsFrom }: { fineFrom: number; eventsFrom: number },
): IngestBatch {
  const widths = Map.groupBy(steps, ({ candle }) =>
    candle.time < fineFrom ? Math.floor(candle.time / HOUR) * HOUR : candle.time,
  );
  const bars = [...widths.values()].map(members => mergeSteps(members as [MarketStep, ...MarketStep[]]));
  const each = <Part extends 'candle' | 'openInterest' | 'accountRatio'>(part: Part) =>
    bars.map(bar => bar[part]);
  const watched = steps.filter(({ candle }) => candle.time >= eventsFrom);
  const key = { symbol, exchange: EXCHANGE } as const;
  const rejects: TimedReject[] = [];
  const credible = <Row extends { time: number }>(
    rows: readonly Row[],
    faultOf: (row: Row) => Fault | undefined,
  ): (Row & typeof key)[] =>
    rows.flatMap(row => {
      const fault = faultOf(row);
      if (!fault) return [{ ...key, ...row }];
      const payload = JSON.stringify({ ...key, ...row });
      rejects.push({ source: EXCHANGE, time: row.time, reason: faultText(fault), payload });
      return [];
    });
  const totals = bars
    .filter(({ candle }) => candle.time < eventsFrom)
    .map(({ candle, liquidations }) => ({
      time: candle.time,
      step: candle.step,
      longUsd: liquidated(liquidations, 'long'),
      shortUsd: liquidated(liquidations, 'short'),
      count: liquidations.length,
    }));
  const batch: IngestBatch = {
    candles: credible(each('candle'), candleFault),
    openInterest: credible(each('openInterest'), openInterestFault),
    accountRatios: credible(each('accountRatio'), accountRatioFault),
    liquidationBars: credible(totals, liquidationBarFault),
    liquidations: credible(
      watched.flatMap(({ liquidations }) => liquidations),
      liquidationFault,
    ),
    coverage: watched.flatMap(step => watchedMinutes(step)),
  };
  return rejects.length > 0 ? { ...batch, rejects } : batch;
}

function mergeSteps(steps: readonly [MarketStep, ...MarketStep[]]): MarketStep {
  const candles = steps.map(({ candle }) => candle);
  const last = steps[steps.length - 1] as MarketStep;
  const { time, open } = steps[0].candle;
  return {
    candle: {
      time,
      step: last.candle.time + last.candle.step - time,
      open,
      high: Math.max(...candles.map(candle => candle.high)),
      low: Math.min(...candles.map(candle => candle.low)),
      close: last.candle.close,
      volume: candles.reduce((sum, candle) => sum + candle.volume, 0),
      buyVolume: candles.reduce((sum, candle) => sum + (candle.buyVolume ?? 0), 0),
    },
    openInterest: last.openInterest,
    accountRatio: last.accountRatio,
    liquidations: steps.flatMap(step => step.liquidations),
  };
}

const liquidated = (events: MarketStep['liquidations'], side: 'long' | 'short'): number =>
  events.reduce((sum, event) => sum + (event.side === side ? event.notionalUsd : 0), 0);

const watchedMinutes = ({ candle, liquidations }: MarketStep): Required<IngestBatch>['coverage'] =>
  Array.from({ length: candle.step / MINUTE }, (_, i) => {
    const time = candle.time + i * MINUTE;
    const events = liquidations.filter(event => Math.floor(event.time / MINUTE) * MINUTE === time).length;
    return { exchange: EXCHANGE, feed: 'market', time, seconds: 60, events };
  });
