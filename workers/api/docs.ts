import type { Context } from 'hono';
import type { Env } from '../env.ts';
import { readBoard } from '../store/board.ts';
import { answerResponse, jsonAnswer } from './answer.ts';
import { docsPage, type Shown } from './docs-page.ts';
import { openapi } from './openapi.ts';
import { publicOrigin } from './public-url.ts';

type PageContext = Context<{ Bindings: Env }>;

/** The description changes with a deployment only; while there is little to show by, its page soon can show more. */
const FRESH_SECONDS = 3600;
const BEGINNING_SECONDS = 60;

/** Styles only; shown inside of others it would be a trap. */
const POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** `GET /openapi.json`. */
export const description = (c: PageContext): Promise<Response> =>
  answerResponse(jsonAnswer(openapi(publicOrigin(c.env)), FRESH_SECONDS));

/** `GET /docs`: the same to read, a page without scripts, its examples of what is stored here. */
export async function docs(c: PageContext): Promise<Response> {
  const shown = await readShown(c.env.DB);
  const body = docsPage(openapi(publicOrigin(c.env)), publicOrigin(c.env), shown);
  const fresh = shown.time === undefined ? BEGINNING_SECONDS : FRESH_SECONDS;
  const response = await answerResponse({ body, type: 'text/html; charset=utf-8', fresh });
  response.headers.set('Content-Security-Policy', POLICY);
  return response;
}

/** What the examples may ask for: a symbol, BTC if there is, and the time of a column of it. */
async function readShown(db: D1Database): Promise<Shown> {
  const { symbols } = await readBoard(db);
  const shown = symbols.find(({ symbol }) => symbol === 'BTC') ?? symbols[0];
  if (!shown) return {};
  const { symbol, columnTime } = shown;
  return { symbol, ...(columnTime !== undefined && { time: columnTime }) };
}
