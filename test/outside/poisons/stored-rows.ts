import { openDatabase } from '../../../workers/local/database.ts';

export type StoredReject = { source: string; time: number; reason: string; payload: string };

/** What is looked at in a database after its Worker has ended. */
export type StoredRows = {
  candles: { exchange: string; symbol: string; time: number; step: number; close: number }[];
  liquidations: { exchange: string; id: string; price: number; notional_usd: number }[];
  rejects: StoredReject[];
  /** Of each table, rows that no market can have. */
  impossible: Record<string, number>;
};

const IMPOSSIBLE: Readonly<Record<string, string>> = {
  instruments: 'NOT contract_size BETWEEN 1e-12 AND 1e12',
  candles: `NOT (low > 0 AND low <= min(open, close) AND high >= max(open, close) AND high <= 1e9 AND volume BETWEEN 0 AND 1e21
    AND coalesce(open_interest, 0) BETWEEN 0 AND 1e21)`,
  account_ratios: 'NOT ratio BETWEEN 0 AND 1e6',
  margin_tiers: `NOT (max_leverage BETWEEN 1 AND 10000 AND maintenance_margin_rate > 0 AND maintenance_margin_rate <= 1
    AND min_notional_usd >= 0)`,
  liquidations:
    'NOT (price > 0 AND price <= 1e9 AND quantity > 0 AND notional_usd > 0 AND notional_usd <= 1e13)',
  liquidation_bars:
    'NOT (coalesce(long_usd, 0) BETWEEN 0 AND 1e13 AND coalesce(short_usd, 0) BETWEEN 0 AND 1e13)',
};

/** Reads a database that nobody serves any more. */
export async function readStoredRows(state: string): Promise<StoredRows> {
  const { db, close } = await openDatabase({ into: state });
  try {
    const all = async <Row>(sql: string) => (await db.prepare(sql).all<Row>()).results;
    const impossible: Record<string, number> = {};
    for (const [table, condition] of Object.entries(IMPOSSIBLE)) {
      const [row] = await all<{ count: number }>(`SELECT count(*) AS count FROM ${table} WHERE ${condition}`);
      impossible[table] = row?.count ?? 0;
    }
    return {
      candles: await all('SELECT exchange, symbol, time, step, close FROM candles ORDER BY time'),
      liquidations: await all('SELECT exchange, id, price, notional_usd FROM liquidations'),
      rejects: await all('SELECT source, time, reason, payload FROM rejects'),
      impossible,
    };
  } finally {
    await close();
  }
}
