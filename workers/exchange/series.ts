import { isDollar } from '../../schema/contract-name.ts';
import type { Exchange } from '../../schema/exchange.ts';
import { faultText } from '../../schema/fault.ts';
import type { Candle, Instrument, MarginTier } from '../../schema/market.ts';
import { marginTierFault, priceFault } from '../../schema/plausible.ts';
import type { Contract } from './contract.ts';
import { type Raw, readJson } from './json.ts';
import { numberOf, timeOf } from './number.ts';

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
  return buyVolume === undefined ? candle : { ...candle, buyVolume };
}

/**
 * Contracts as coins: an inverse contract is worth USD, so its coins depend on the price. A price that is still to be read
 * is read only then: a linear contract does without. Throws a RangeError for a price that cannot be.
 */
export function coinsOf(
  instrument: Instrument,
  contracts: number,
  price: number | undefined | (() => number | undefined),
): number | undefined {
  const worth = contracts * instrument.contractSize;
  if (instrument.kind === 'linear') return worth;
  const usd = typeof price === 'function' ? price() : price;
  if (usd === undefined) return undefined;
  const fault = priceFault(usd);
  if (fault) throw new RangeError(`${instrument.exchange} ${instrument.instrument} ${faultText(fault)}`);
  return worth / usd;
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
  return { exchange, instrument, symbol, quote, kind, contractSize: kind === 'linear' ? size * scale : size };
}

export type TierStep = { minNotionalUsd: number; maintenanceMarginRate: number; maxLeverage: number };

/**
 * Tiers by ascending notional, with the deduction that makes the margin continuous at every step:
 * d(i) = d(i−1) + min(i) · (rate(i) − rate(i−1)). Throws a RangeError where one cannot be, stands twice, or asks for less
 * margin than the one before.
 */
export function tiersOf(exchange: Exchange, instrument: string, steps: readonly TierStep[]): MarginTier[] {
  const sorted = [...steps].sort((a, b) => a.minNotionalUsd - b.minNotionalUsd);
  let deduction = 0;
  let previous: TierStep | undefined;
  return sorted.map(step => {
    const { minNotionalUsd, maintenanceMarginRate: rate } = step;
    if (previous?.minNotionalUsd === minNotionalUsd)
      throw new RangeError(
        `${exchange} ${instrument}: expected one tier from ${minNotionalUsd} USD, got two`,
      );
    const { maintenanceMarginRate: least = rate } = previous ?? {};
    if (rate < least)
      throw new RangeError(`${exchange} ${instrument}: expected rates to rise from ${least}, got ${rate}`);
    deduction += minNotionalUsd * (rate - least);
    previous = step;
    const tier = { exchange, instrument, ...step, maintenanceDeductionUsd: deduction };
    const fault = marginTierFault(tier);
    if (fault) throw new RangeError(`${exchange} ${instrument} ${faultText(fault)}`);
    return tier;
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
