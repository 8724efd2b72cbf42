import { app } from './api/app.ts';
import { tick } from './cron/tick.ts';
import type { Env } from './env.ts';
import { INGEST_PATH, ingest } from './ingest/endpoint.ts';

export { BeatObject } from './cron/beat-object.ts';
export { SymbolObject } from './cron/symbol-object.ts';
export { FeedObject } from './ingest/feed/feed-object.ts';

export default {
  // Without a secret there is nothing at the path of relays, as at any other that is not known.
  fetch: (request, env, context) =>
    env.RELAY_SECRET && new URL(request.url).pathname === INGEST_PATH
      ? ingest(request, env)
      : app.fetch(request, env, context),
  scheduled: (controller, env) => tick(env, controller.scheduledTime),
} satisfies ExportedHandler<Env>;
