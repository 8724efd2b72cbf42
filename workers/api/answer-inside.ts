import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { readHead } from '../symbol/head.ts';
import { routeOf } from './endpoint.ts';
import { endpoints } from './endpoints.ts';
import type { Inside } from './inside.ts';

/** An answer as it crosses from an object, refusals included; or why it could not be made. */
export type MadeAnswer =
  | { status: number; headers: readonly (readonly [string, string])[]; body: ArrayBuffer }
  | { failed: string };

/** How often an answer is made anew where the record has changed meanwhile. */
const ATTEMPTS = 3;

const inside = new Hono<{ Bindings: Inside }>();
for (const endpoint of endpoints)
  if (endpoint.inside) inside.on('GET', [routeOf(endpoint)], ...endpoint.inside);
inside.onError((error, c) => {
  if (error instanceof HTTPException && error.res) return error.getResponse();
  console.error(c.req.path, error);
  throw error;
});

/**
 * Makes the answer to a path of the API, in its canonical form, where the record of its symbol is. All of it is of one moment:
 * where a step was published while it was made, it is made again.
 */
export async function answerInside(env: Inside, path: string): Promise<MadeAnswer> {
  try {
    for (let attempt = 1; ; attempt++) {
      const { revision } = readHead(env.OWN, env.SYMBOL);
      const response = await inside.request(path, {}, env);
      const body = await response.arrayBuffer();
      if (attempt < ATTEMPTS && readHead(env.OWN, env.SYMBOL).revision !== revision) continue;
      return { status: response.status, headers: [...response.headers], body };
    }
  } catch (error) {
    return { failed: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}
