import type { RecordedBar } from './read-bar.ts';

/** A bar of a contract whose base unit is so many coins (1000PEPE), by the coin. What is counted in USD stays. */
export function perCoin(bar: RecordedBar, coins: number): RecordedBar {
  const { buyVolume, openInterest } = bar;
  return {
    ...bar,
    open: bar.open / coins,
    high: bar.high / coins,
    low: bar.low / coins,
    close: bar.close / coins,
    volume: bar.volume * coins,
    ...(buyVolume !== undefined && { buyVolume: buyVolume * coins }),
    ...(openInterest !== undefined && { openInterest: openInterest * coins }),
  };
}
