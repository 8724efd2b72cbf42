import type { Exchange } from './exchange.ts';
import type {
  AccountRatio,
  Candle,
  Instrument,
  Liquidation,
  LiquidationBar,
  MarginTier,
  OpenInterest,
} from './market.ts';
import type {
  accountRatios,
  candles,
  instruments,
  liquidationBars,
  liquidations,
  marginTiers,
} from './tables.ts';

/** A record as a row of its table: a field that may be absent is a column that may be null. */
export type StoredRow<T> = {
  [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? Exclude<T[K], undefined> | null : T[K];
};

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** The fields in which a row and a record, as it would be stored, are not the same. */
type Differing<Row, Stored> = {
  [K in keyof Row | keyof Stored]: K extends keyof Row & keyof Stored
    ? Same<Row[K], Stored[K]> extends true
      ? never
      : K
    : K;
}[keyof Row | keyof Stored];

type None<Fields extends never> = Fields;

/** What is of a symbol on an exchange. */
type Of<T> = T & { symbol: string; exchange: Exchange };

/**
 * The tables whose rows are records. One that has another column than its record has fields does not compile here, and the
 * error names the field: a field that is added to a record must be given a column and a migration, or nobody would keep it.
 */
export type TablesAreRecords = [
  None<Differing<typeof instruments.$inferSelect, StoredRow<Instrument>>>,
  None<Differing<typeof marginTiers.$inferSelect, StoredRow<MarginTier>>>,
  None<Differing<typeof candles.$inferSelect, StoredRow<Of<Candle & Partial<OpenInterest>>>>>,
  None<Differing<typeof accountRatios.$inferSelect, StoredRow<Of<AccountRatio>>>>,
  None<Differing<typeof liquidations.$inferSelect, StoredRow<Liquidation>>>,
  None<Differing<typeof liquidationBars.$inferSelect, StoredRow<Of<LiquidationBar>>>>,
];
