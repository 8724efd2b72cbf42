import type { Exchange } from '../../../schema/exchange.ts';
import type { Instrument } from '../../../schema/market.ts';
import { instrumentOf } from '../exchange.ts';

/** 2025-10-10 21:00 UTC. */
export const NINE = 1_760_130_000_000;
/** The i-th five minutes after it. */
export const at = (i: number): number => NINE + i * 300_000;
export const iso = (time: number): string => new Date(time).toISOString();

export type Row = unknown[] | Record<string, unknown>;

/** How a venue tells something: its i-th good row, where the row's numbers stand, and what is around rows. */
export type Told = {
  row: (i: number) => Row;
  /** Keys or places of the row by what they mean. */
  fields: Readonly<Record<string, string | number>>;
  /** Of these, those whose absence says that there is nothing to tell. */
  optional?: readonly string[];
  answer: (rows: readonly Row[]) => unknown;
};
export type ToldBy = Partial<Record<Exchange, Told>>;

export const plain = (rows: readonly Row[]) => rows;
export const data = (around: object) => (rows: readonly Row[]) => ({ ...around, data: rows });

/** Of venues that tell column by column. */
export const columns =
  (wrap: (columns: Record<string, unknown[]>) => unknown, ...names: string[]) =>
  (rows: readonly (Row | null)[]) =>
    wrap(
      Object.fromEntries(
        names.map(name => [name, rows.map(row => (row as Record<string, unknown> | null)?.[name])]),
      ),
    );

/** How each venue writes the i-th of some contracts. */
const NAMES: Partial<Record<Exchange, (i: number) => string>> = {
  okx: i => `A${i}-USDT-SWAP`,
  gate: i => `A${i}_USDT`,
  htx: i => `A${i}-USDT`,
  bitfinex: i => `tA${i}AF0:USTF0`,
  deribit: i => `A${i}_USDC-PERPETUAL`,
  kraken: i => `PF_A${i}USD`,
  dydx: i => `A${i}-USD`,
  hyperliquid: i => `A${i}`,
  kucoin: i => `A${i}USDTM`,
  mexc: i => `A${i}_USDT`,
};
export const nameOf = (exchange: Exchange, i: number): string => (NAMES[exchange] ?? (n => `A${n}USDT`))(i);

/** The contracts A0, A1 and A2 of a venue. */
export const contractsOf = (exchange: Exchange): Instrument[] =>
  [0, 1, 2].map(i => instrumentOf(exchange, nameOf(exchange, i), `A${i}`));
