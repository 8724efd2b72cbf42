import { COLUMNS, type Column, quoted } from './read-header.ts';

/** One line of a recorded market, in its own units; undefined is "not recorded". */
export type RecordedBar = {
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  buyVolume?: number;
  openInterest?: number;
  longUsd?: number;
  shortUsd?: number;
  accountRatio?: number;
};

/** Why a line cannot be believed. `column` is absent where the line as a whole is wrong. */
export type Problem = { column?: Column; expected: string; got: string };

/** Decimal digits with an optional exponent: `Number` alone would also take "", "0x10" and "Infinity". */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Reads one line by its header, or says what is wrong with it. `now` is milliseconds UTC. */
export function readBar(
  line: string,
  header: readonly Column[],
  now: number,
): { bar: RecordedBar } | { problem: Problem } {
  const fields = line.split(',');
  if (fields.length !== header.length) {
    return { problem: { expected: `${header.length} fields`, got: `${fields.length}` } };
  }
  const values: Partial<Record<Column, number>> = {};
  for (const [i, column] of header.entries()) {
    const text = (fields[i] as string).trim();
    const { required, expected, holds } = COLUMNS[column];
    if (text === '') {
      if (required) return { problem: { column, expected, got: 'nothing' } };
      continue;
    }
    const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
    if (!Number.isFinite(value) || !holds(value, now))
      return { problem: { column, expected, got: quoted(text) } };
    values[column] = value;
  }
  const problem = contradiction(values as Values);
  return problem ? { problem } : { bar: toBar(values as Values) };
}

type Values = Record<'open_time_ms' | 'open' | 'high' | 'low' | 'close' | 'volume_base', number> &
  Partial<Record<Column, number>>;

function contradiction(values: Values): Problem | undefined {
  const { open, high, low, close, volume_base, buy_volume_base } = values;
  if (high < low) return { column: 'high', expected: `at least ${low} (the low)`, got: `${high}` };
  const top = Math.max(open, close);
  if (high < top)
    return { column: 'high', expected: `at least ${top} (the ${nameOf(values, top)})`, got: `${high}` };
  const bottom = Math.min(open, close);
  if (low > bottom) {
    return { column: 'low', expected: `at most ${bottom} (the ${nameOf(values, bottom)})`, got: `${low}` };
  }
  if (buy_volume_base !== undefined && buy_volume_base > volume_base) {
    return {
      column: 'buy_volume_base',
      expected: `at most ${volume_base} (the volume)`,
      got: `${buy_volume_base}`,
    };
  }
  return undefined;
}

const nameOf = ({ open }: Values, price: number): string => (price === open ? 'open' : 'close');

const toBar = (values: Values): RecordedBar => ({
  time: values.open_time_ms,
  open: values.open,
  high: values.high,
  low: values.low,
  close: values.close,
  volume: values.volume_base,
  ...(values.buy_volume_base !== undefined && { buyVolume: values.buy_volume_base }),
  ...(values.oi_base !== undefined && { openInterest: values.oi_base }),
  ...(values.liq_long_usd !== undefined && { longUsd: values.liq_long_usd }),
  ...(values.liq_short_usd !== undefined && { shortUsd: values.liq_short_usd }),
  ...(values.ls_ratio !== undefined && { accountRatio: values.ls_ratio }),
});
