import type { Fault } from '../../../schema/fault.ts';
import { accountRatioFault, barFault, besideFaults } from '../../../schema/plausible.ts';
import { decimalOf } from '../../exchange/number.ts';
import { perCoin } from './per-coin.ts';
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

/**
 * Reads one line by its header, or says what is wrong with it. `now` is milliseconds UTC; `coins` is how many the file's
 * base unit is: a bar must be one that can be, in its own unit and by coin.
 */
export function readBar(
  line: string,
  header: readonly Column[],
  now: number,
  coins = 1,
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
    const value = decimalOf(text);
    if (Number.isNaN(value) || !holds(value, now))
      return { problem: { column, expected, got: quoted(text) } };
    values[column] = value;
  }
  const bar = toBar(values as Values);
  const fault = faultOf(bar) ?? (coins === 1 ? undefined : faultOf(perCoin(bar, coins)));
  if (!fault) return { bar };
  const { field, expected, got } = fault;
  return { problem: { column: COLUMN_OF[field] ?? 'open_time_ms', expected, got } };
}

type Values = Record<'open_time_ms' | 'open' | 'high' | 'low' | 'close' | 'volume_base', number> &
  Partial<Record<Column, number>>;

const COLUMN_OF: Readonly<Record<string, Column>> = {
  open: 'open',
  high: 'high',
  low: 'low',
  close: 'close',
  volume: 'volume_base',
  buyVolume: 'buy_volume_base',
  openInterest: 'oi_base',
  longUsd: 'liq_long_usd',
  shortUsd: 'liq_short_usd',
  ratio: 'ls_ratio',
};

function faultOf(bar: RecordedBar): Fault | undefined {
  const { time, close, accountRatio: ratio } = bar;
  const beside = besideFaults(close, bar);
  return (
    barFault(bar) ??
    beside.openInterest ??
    beside.longUsd ??
    beside.shortUsd ??
    (ratio === undefined ? undefined : accountRatioFault({ time, ratio }))
  );
}

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
