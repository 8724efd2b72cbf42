import type { Mode } from '../schema/market.ts';

/** What `wrangler.toml` binds. */
export type Env = {
  DB: D1Database;
  ASSETS: Fetcher;
  MODE: Mode;
  /** What relays sign their batches with; without it none are taken. Set by `wrangler secret put RELAY_SECRET`. */
  RELAY_SECRET?: string;
};
