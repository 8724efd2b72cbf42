import { Hono } from 'hono';

/** What the framework costs: the least a Worker can answer. */
export default new Hono().get('/', context => context.json({ ok: true }));
