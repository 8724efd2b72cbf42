import type { Track } from '../../schema/market.ts';

/** How far the model has come with a track: the end of the last candle it took, milliseconds UTC, and that one's length. */
export type ModelProgress = Track & {
  end: number;
  step?: number;
  /** Why it stands still there. */
  failing?: string;
};

type Row = Track & { end: number; step: number | null; failing: string | null };

const LANES = `
  SELECT symbol, lane.key AS exchange, lane.value ->> 'end' AS end, lane.value ->> 'step' AS step,
    lane.value ->> 'failing' AS failing
  FROM model_states, json_each(iif(json_valid(state), state, '{}')) AS lane`;

/**
 * How far the model has come with each track it follows, of one symbol or of all. A new version of the model begins anew:
 * what an earlier one has published counts until it has come as far.
 */
export async function readModelProgress(db: D1Database, symbol?: string): Promise<ModelProgress[]> {
  const statement =
    symbol === undefined
      ? db.prepare(`${LANES} ORDER BY symbol, version`)
      : db.prepare(`${LANES} WHERE symbol = ? ORDER BY version`).bind(symbol);
  const { results } = await statement.all<Row>();
  return [...Map.groupBy(results, row => `${row.symbol} ${row.exchange}`).values()].map(versions => {
    const { step, failing, ...newest } = versions.at(-1) as Row;
    return {
      ...newest,
      end: Math.max(...versions.map(({ end }) => end)),
      ...(step !== null && { step }),
      ...(failing !== null && { failing }),
    };
  });
}
