import type { Exchange } from '../../schema/exchange.ts';
import type { Candle, Instrument, MarginTier } from '../../schema/market.ts';
import { type Contract, isDollar } from './contract.ts';
import { type Raw, readJson } from './json.ts';
import type { SeriesAsk } from './market-data.ts';
import { numberOf, timeOf } from './number.ts';

/** A venue's names of durations, by milliseconds. */
export type StepNames = Readonly<Record<number, string>>;

export const stepsOf = (names: StepNames): number[] =>
  Object.keys(names)
    .map(Number)
    .sort((a, b) => a - b);

export function stepName(exchange: Exchange, names: StepNames, step: number): string {
  const name = names[step];
  if (name !== undefined) return name;
  throw new RangeError(`${exchange} step: expected one of ${stepsOf(names).join(', ')} ms, got ${step}`);
}

/** Parses an answer; the error names the venue. */
export function answerOf(exchange: Exchange, text: string): Raw {
  try {
    return readJson(text);
  } catch (error) {
    throw new Error(`${exchange}: expected JSON, got ${text.slice(0, 80)}`, { cause: error });
  }
}

export type RawCandle = {
  time: Raw | undefined;
  open: Raw | undefined;
  high: Raw | undefined;
  low: Raw | undefined;
  close: Raw | undefined;
};

/** Prices per coin, whatever the venue's base is worth; `volume` and `buyVolume` are coins already. */
export function candleOf(
  exchange: Exchange,
  raw: RawCandle,
  { step, scale, volume, buyVolume }: { step: number; scale: number; volume: number; buyVolume?: number },
): Candle {
  const price = (name: keyof RawCandle) => numberOf(raw[name], `${exchange} ${name}`) / scale;
  const candle: Candle = {
    time: timeOf(raw.time, `${exchange} time`),
    step,
    open: price('open'),
    high: price('high'),
    low: price('low'),
    close: price('close'),
    volume,
  };
  if (!(candle.low > 0 && candle.low <= candle.high)) {
    throw new RangeError(`${exchange} low: expected above 0 and at most ${candle.high}, got ${candle.low}`);
  }
  return buyVolume === undefined ? candle : { ...candle, buyVolume };
}

/** The rows of [from, to), oldest first: venues answer in either order and some ignore the bounds. */
export const within = <Row extends { time: number }>({ from, to }: SeriesAsk, rows: readonly Row[]): Row[] =>
  rows.filter(row => row.time >= from && row.time < to).sort((a, b) => a.time - b.time);

/** Contracts as coins: an inverse contract is worth USD, so its coins depend on the price. */
export function coinsOf(
  instrument: Instrument,
  contracts: number,
  price: number | undefined,
): number | undefined {
  const worth = contracts * instrument.contractSize;
  if (instrument.kind === 'linear') return worth;
  return price === undefined ? undefined : worth / price;
}

/** Contracts as USD. */
export function usdOf(
  instrument: Instrument,
  contracts: number,
  price: number | undefined,
): number | undefined {
  const worth = contracts * instrument.contractSize;
  if (instrument.kind === 'inverse') return worth;
  return price === undefined ? undefined : worth * price;
}

/**
 * A contract of the venue's list; `size` is what one contract is worth by that list, in its own units.
 * Undefined where the quote is no dollar: such a market has no price in USD.
 */
export function instrumentOf(exchange: Exchange, contract: Contract, size: number): Instrument | undefined {
  const { instrument, symbol, quote, kind, scale } = contract;
  if (!isDollar(quote)) return undefined;
  if (!(size > 0))
    throw new RangeError(`${exchange} ${instrument}: expected a contract size above 0, got ${size}`);
  return { exchange, instrument, symbol, quote, kind, contractSize: kind === 'linear' ? size * scale : size };
}

export type TierStep = { minNotionalUsd: number; maintenanceMarginRate: number; maxLeverage: number };

/**
 * Tiers by ascending notional, with the deduction that makes the margin continuous at every step:
 * d(i) = d(i−1) + min(i) · (rate(i) − rate(i−1)).
 */
export function tiersOf(exchange: Exchange, instrument: string, steps: readonly TierStep[]): MarginTier[] {
  const sorted = [...steps].sort((a, b) => a.minNotionalUsd - b.minNotionalUsd);
  let deduction = 0;
  let previous = sorted[0]?.maintenanceMarginRate ?? 0;
  return sorted.map(step => {
    const rate = step.maintenanceMarginRate;
    // A rate in percent taken for a fraction would liquidate every position at once.
    if (!(rate > 0 && rate < 0.5)) {
      throw new RangeError(
        `${exchange} ${instrument}: expected a maintenance rate between 0 and 0.5, got ${rate}`,
      );
    }
    deduction += step.minNotionalUsd * (rate - previous);
    previous = rate;
    return { exchange, instrument, ...step, maintenanceDeductionUsd: deduction };
  });
}

/** Venues that state each tier's upper end: the lower one is the end of the tier before. */
export function fromCaps(
  steps: readonly (Omit<TierStep, 'minNotionalUsd'> & { maxNotionalUsd: number })[],
): TierStep[] {
  const sorted = [...steps].sort((a, b) => a.maxNotionalUsd - b.maxNotionalUsd);
  return sorted.map(({ maxNotionalUsd: _end, ...step }, index) => ({
    ...step,
    minNotionalUsd: sorted[index - 1]?.maxNotionalUsd ?? 0,
  }));
}

/** Rows that are defined. */
export const present = <Row>(rows: readonly (Row | undefined)[]): Row[] =>
  rows.filter(row => row !== undefined);
