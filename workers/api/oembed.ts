import type { Context } from 'hono';
import type { Env } from '../env.ts';
import { answerResponse, jsonAnswer } from './answer.ts';
import { embedParameters, readSymbol } from './embed.ts';
import { embedTitle } from './embed-page.ts';
import { escapeHtml } from './html.ts';
import { findMarket } from './market.ts';
import { parameterProblem } from './problem.ts';
import { canonicalPath, oneOf, type Parameter, type Query, readQuery } from './query.ts';

/** Size of the frame where the consumer sets no bound. */
const FRAME = { width: 800, height: 520 };
const THUMBNAIL = { width: 1200, height: 675 };
const FRESH_SECONDS = 300;

const urlParameter: Parameter<string | undefined> = {
  expected: 'the address of an /embed page of this origin',
  read: text => (URL.canParse(text) ? text : undefined),
  fallback: undefined,
};

const lengthParameter: Parameter<number | undefined> = {
  expected: 'a whole number of pixels from 1',
  read: text => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined),
  fallback: undefined,
};

export const oembedParameters = {
  url: urlParameter,
  maxwidth: lengthParameter,
  maxheight: lengthParameter,
  format: oneOf(['json'], 'json' as const),
};

type OembedContext = Context<{ Bindings: Env; Variables: { query: Query<typeof oembedParameters> } }>;

/** `GET /v1/oembed` (oembed.com, version 1.0): how to frame an /embed page. */
export async function oembed(c: OembedContext): Promise<Response> {
  const { url, maxwidth = Number.POSITIVE_INFINITY, maxheight = Number.POSITIVE_INFINITY } = c.get('query');
  if (url === undefined) throw parameterProblem(400, 'url', urlParameter.expected, undefined);
  const { origin } = new URL(c.req.url);
  const page = new URL(url);
  const [, name] = /^\/embed\/([^/]+)$/.exec(page.pathname) ?? [];
  if (page.origin !== origin || name === undefined)
    throw parameterProblem(404, 'url', `${urlParameter.expected}, such as ${origin}/embed/BTC`, url);
  const symbol = readSymbol(name);
  const attributes = readQuery(embedParameters, page.searchParams);
  const { exchange, range } = attributes;
  await findMarket(c.env.DB, { symbol, exchange }, { liquidations: true });
  const title = embedTitle(symbol, range);
  const source = `${origin}${canonicalPath(`/embed/${symbol}`, embedParameters, attributes)}`;
  const width = Math.min(FRAME.width, maxwidth);
  const height = Math.min(FRAME.height, maxheight);
  const thumbnail = `${origin}/v1/snapshot/${symbol}.png?${new URLSearchParams({ exchange, range })}`;
  const answer = {
    version: '1.0',
    type: 'rich',
    title,
    provider_name: 'liq-heatmap',
    provider_url: origin,
    cache_age: FRESH_SECONDS,
    width,
    height,
    html: `<iframe src="${escapeHtml(source)}" width="${width}" height="${height}" style="border:0;max-width:100%" loading="lazy" title="${escapeHtml(title)}"></iframe>`,
    // The bounds hold for the thumbnail as well.
    ...(THUMBNAIL.width <= maxwidth &&
      THUMBNAIL.height <= maxheight && {
        thumbnail_url: thumbnail,
        thumbnail_width: THUMBNAIL.width,
        thumbnail_height: THUMBNAIL.height,
      }),
  };
  return answerResponse(jsonAnswer(answer, FRESH_SECONDS));
}
