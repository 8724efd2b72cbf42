declare namespace Cloudflare {
  interface Env {
    DB: D1Database;
    ASSETS: Fetcher;
    FEEDS: DurableObjectNamespace;
    MODE: string;
    BEAT: DurableObjectNamespace;
    SYMBOL_OBJECTS: DurableObjectNamespace;
    MIGRATIONS: import('cloudflare:test').D1Migration[];
  }
}
