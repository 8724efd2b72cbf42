import type { BarRows } from '../../store/save-bars.ts';
import type { NamedMarket } from './name-market.ts';
import { perCoin } from './per-coin.ts';
import type { RecordedBar } from './read-bar.ts';

/**
 * Recorded bars as the rows they are stored in. Open interest and account ratio stand at the bar's close. What was
 * not recorded leaves no row. A contract of many coins (1000PEPE) is counted in coins.
 */
export function barRows(
  { symbol, exchange, scale }: Omit<NamedMarket, 'step'>,
  step: number,
  bars: readonly RecordedBar[],
): Required<BarRows> {
  const market = { symbol, exchange };
  const rows: Required<BarRows> = { candles: [], openInterest: [], accountRatios: [], liquidationBars: [] };
  for (const recorded of bars) {
    const bar = perCoin(recorded, scale);
    const close = bar.time + step;
    rows.candles.push({
      ...market,
      time: bar.time,
      step,
      open: bar.open,
      high: bar.high,
      low: bar.low,
      close: bar.close,
      volume: bar.volume,
      buyVolume: bar.buyVolume ?? null,
    });
    if (bar.openInterest !== undefined) {
      rows.openInterest.push({ ...market, time: close, openInterest: bar.openInterest });
    }
    if (bar.accountRatio !== undefined) {
      rows.accountRatios.push({ ...market, time: close, ratio: bar.accountRatio });
    }
    if (bar.longUsd !== undefined || bar.shortUsd !== undefined) {
      rows.liquidationBars.push({
        ...market,
        time: bar.time,
        step,
        longUsd: bar.longUsd ?? null,
        shortUsd: bar.shortUsd ?? null,
      });
    }
  }
  return rows;
}
