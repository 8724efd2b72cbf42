import { timeFault } from '../../schema/plausible.ts';
import { type Raw, shown } from './json.ts';

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * The number that decimal digits with an optional exponent mean, blanks around them left aside; else NaN. `Number` alone
 * would also take "", "0x10" and "Infinity".
 */
export function decimalOf(text: string): number {
  const number = DECIMAL.test(text.trim()) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : Number.NaN;
}

/** A finite decimal number; `name` says what was read: `bybit p: expected a number, got ""`. */
export function numberOf(value: Raw | undefined, name: string): number {
  const number = typeof value === 'string' ? decimalOf(value) : Number.NaN;
  if (!Number.isNaN(number)) return number;
  throw new TypeError(`${name}: expected a number, got ${shown(value)}`);
}

export function positiveOf(value: Raw | undefined, name: string): number {
  const number = numberOf(value, name);
  if (number > 0) return number;
  throw new RangeError(`${name}: expected a number above 0, got ${shown(value)}`);
}

/** A number, or undefined where the venue says nothing: absent, null or an empty text. */
export const optionalNumberOf = (value: Raw | undefined, name: string): number | undefined =>
  value === undefined || value === null || value === '' ? undefined : numberOf(value, name);

/**
 * A time as milliseconds UTC: seconds, milliseconds or microseconds since 1970, or ISO 8601. Venues have
 * changed units on the same field (Gate, 2026-08-20), so the unit is told by size.
 */
export function timeOf(value: Raw | undefined, name: string): number {
  const time = timeOrUndefined(value);
  if (time !== undefined) return time;
  throw new RangeError(`${name}: expected a time between 2010 and 2100, got ${shown(value)}`);
}

/** The same, or undefined where it is none. */
export function timeOrUndefined(value: Raw | undefined): number | undefined {
  if (typeof value !== 'string') return undefined;
  const time = value.includes('-') ? Date.parse(value) : millisecondsOf(Number(value));
  return timeFault(time) === undefined ? time : undefined;
}

function millisecondsOf(epoch: number): number {
  if (epoch < 1e11) return Math.round(epoch * 1000);
  return Math.round(epoch < 1e14 ? epoch : epoch / 1000);
}
