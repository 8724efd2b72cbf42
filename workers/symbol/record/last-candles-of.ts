import type { Exchange } from '../../../schema/exchange.ts';
import type { LastCandle } from '../../store/read-last-candles.ts';
import { lastOf, type MarketRuns } from './runs.ts';

/**
 * The newest candle of each exchange, in the order asked, of those that open together the finest; an exchange without
 * candles is absent. Of a run its volume is told, so that the last day must be there as it is kept.
 */
export function lastCandlesOf(
  rows: MarketRuns,
  { symbol, exchanges }: { symbol: string; exchanges: readonly Exchange[] },
): LastCandle[] {
  return exchanges.flatMap(exchange => {
    let newest: LastCandle | undefined;
    for (const candle of rows.get(exchange)?.candles ?? []) {
      const time = lastOf(candle);
      const { step, close, volume } = candle;
      if (!newest || time > newest.time || (time === newest.time && step < newest.step))
        newest = { symbol, exchange, time, step, close, volume };
    }
    return newest ?? [];
  });
}
