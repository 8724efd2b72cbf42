declare namespace Cloudflare {
  interface Env {
    DB: D1Database;
    ASSETS: Fetcher;
    MODE: string;
    MIGRATIONS: import('cloudflare:test').D1Migration[];
  }
}
