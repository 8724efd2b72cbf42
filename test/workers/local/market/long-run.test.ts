import { beforeAll, describe, expect, test } from 'vitest';
import { DAY, MINUTE } from '../../../../schema/range.ts';
import { createMarket, MARKETS, type MarketStep } from '../../../../workers/local/market/market.ts';

const STEPS_PER_DAY = DAY / (5 * MINUTE);
const DAYS = 90;

const quantile = (values: number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] as number;

/** Correlation of a series with itself, so many steps later. */
function autocorrelation(values: number[], lag: number): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const product = (i: number, j: number) => ((values[i] as number) - mean) * ((values[j] as number) - mean);
  let together = 0;
  let alone = 0;
  for (let i = lag; i < values.length; i++) together += product(i, i - lag);
  for (let i = 0; i < values.length; i++) alone += product(i, i);
  return together / alone;
}

const liquidatedUsd = ({ liquidations }: MarketStep) =>
  liquidations.reduce((sum, { notionalUsd }) => sum + notionalUsd, 0);

function sumsOf(values: number[], length: number): number[] {
  return Array.from({ length: values.length / length }, (_, i) =>
    values.slice(i * length, (i + 1) * length).reduce((sum, value) => sum + value, 0),
  );
}

describe.each([...MARKETS, { ...MARKETS[0], seed: 101 }])(
  `${DAYS} days of $symbol with seed $seed`,
  options => {
    const market = createMarket({ ...options, start: Date.UTC(2025, 0, 1) });
    let steps: MarketStep[] = [];
    let returns: number[] = [];
    let perStep: number[] = [];
    let perDay: number[] = [];
    const scale = options.openInterestUsd;

    beforeAll(() => {
      steps = Array.from({ length: DAYS * STEPS_PER_DAY }, () => market.next());
      returns = steps.map(({ candle }) => Math.log(candle.close / candle.open));
      perStep = steps.map(liquidatedUsd);
      perDay = sumsOf(perStep, STEPS_PER_DAY);
    }, 60_000);

    test('prices stay finite and within a factor of three of the start', () => {
      for (const { candle } of steps) {
        for (const price of [candle.open, candle.high, candle.low, candle.close]) {
          if (!(price > options.price / 3 && price < options.price * 3))
            throw new Error(`a price of ${price}`);
        }
      }
    });

    test('volatility has a believable size, clusters, and fat tails', () => {
      const variance = returns.reduce((sum, value) => sum + value * value, 0) / returns.length;
      const yearly = Math.sqrt(variance * 365 * STEPS_PER_DAY);
      expect(yearly).toBeGreaterThan(0.25);
      expect(yearly).toBeLessThan(1.2);
      const sizes = returns.map(Math.abs);
      expect(autocorrelation(sizes, 1)).toBeGreaterThan(0.15);
      expect(autocorrelation(sizes, 12)).toBeGreaterThan(0.08);
      // 3 if returns were normal.
      const kurtosis = returns.reduce((sum, value) => sum + value ** 4, 0) / returns.length / variance ** 2;
      expect(kurtosis).toBeGreaterThan(6);
      // The sign does not persist: nobody gets rich by following the last candle.
      expect(Math.abs(autocorrelation(returns, 1))).toBeLessThan(0.1);
    });

    test('crashes and squeezes occur', () => {
      const hourly = sumsOf(returns, 12);
      expect(Math.min(...hourly)).toBeLessThan(-0.025);
      expect(Math.max(...hourly)).toBeGreaterThan(0.02);
    });

    test('an ordinary day liquidates a few percent of the open interest, a wild one a multiple', () => {
      const ordinary = quantile(perDay, 0.5) / scale;
      expect(ordinary).toBeGreaterThan(0.005);
      expect(ordinary).toBeLessThan(0.12);
      expect(Math.max(...perDay)).toBeGreaterThan(4 * quantile(perDay, 0.5));
      expect(Math.max(...perDay)).toBeLessThan(1.5 * scale);
    });

    test('both sides are liquidated, the one the price went against', () => {
      for (const side of ['long', 'short'] as const) {
        let falling = 0;
        let rising = 0;
        steps.forEach(({ liquidations }, i) => {
          for (const event of liquidations) {
            if (event.side !== side) continue;
            if ((returns[i] as number) < 0) falling += event.notionalUsd;
            else rising += event.notionalUsd;
          }
        });
        expect(falling + rising).toBeGreaterThan(0.2 * scale);
        if (side === 'long') expect(falling).toBeGreaterThan(2 * rising);
        else expect(rising).toBeGreaterThan(2 * falling);
      }
    });

    test('cascades exist: in some candle hundreds go at once, most hours few or none', () => {
      expect(Math.max(...steps.map(({ liquidations }) => liquidations.length))).toBeGreaterThan(200);
      const perHour = sumsOf(perStep, 12);
      expect(quantile(perHour, 0.995)).toBeGreaterThan(20 * quantile(perHour, 0.5));
    });

    test('open interest and turnover stay in proportion', () => {
      for (const { openInterest } of steps) {
        const ratio = (openInterest.openInterest * options.price) / scale;
        if (!(ratio > 0.3 && ratio < 2)) throw new Error(`open interest of ${ratio} of the ordinary`);
      }
      const volumeUsd = steps.reduce((sum, { candle }) => sum + candle.volume * candle.close, 0);
      expect(volumeUsd / DAYS / scale).toBeGreaterThan(1);
      expect(volumeUsd / DAYS / scale).toBeLessThan(5);
    });
  },
);
