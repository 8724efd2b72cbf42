import type { Env } from './env.ts';

export default {
  fetch: async () => new Response('ok'),
} satisfies ExportedHandler<Env>;
