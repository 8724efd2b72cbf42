import type { Mode } from '../schema/market.ts';

/** What `wrangler.toml` binds. */
export type Env = {
  DB: D1Database;
  ASSETS: Fetcher;
  MODE: Mode;
};
