import type { Mode } from '../schema/market.ts';

/** What `wrangler.toml` binds. */
export type Env = {
  DB: D1Database;
  ASSETS: Fetcher;
  MODE: Mode;
  /** The origin that answers name, such as `https://heatmap.example`; without it their addresses are paths. */
  PUBLIC_ORIGIN?: string;
  /** Counts the answers that must be computed, by the address that asks; without it any number may be asked for. */
  MISSES?: RateLimit;
  /** What relays sign their batches with; without it none are taken. Set by `wrangler secret put RELAY_SECRET`. */
  RELAY_SECRET?: string;
  /** Holds the connections to feeds: `ingest/feed/feed-object.ts`. */
  FEEDS: DurableObjectNamespace;
  /** Does what a beat does for all symbols: `cron/beat-object.ts`. */
  BEAT: DurableObjectNamespace;
  /** Have each the record of a symbol, its model and its answers: `cron/symbol-object.ts`. */
  SYMBOL_OBJECTS: DurableObjectNamespace;
  /** Base assets to follow, separated by commas; without it the ten largest. */
  SYMBOLS?: string;
  /** Exchanges to ask from here, separated by commas; without it all that do not refuse Cloudflare. */
  EXCHANGES?: string;
  /** Requests to exchanges go to this origin instead, with the venue's host as the first part of the path. */
  EXCHANGE_PROXY?: string;
};
