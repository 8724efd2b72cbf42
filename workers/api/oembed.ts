import type { Context } from 'hono';
import { type Oembed, oembed as oembedShape } from '../../schema/answer/oembed.ts';
import type { Env } from '../env.ts';
import { answerResponse, jsonAnswer } from './answer.ts';
import { readSymbol } from './embed.ts';
import { type EmbedAttributes, embedParameters, readAttributes } from './embed-attributes.ts';
import { embedTitle } from './embed-page.ts';
import { type Asked, endpoint } from './endpoint.ts';
import { escapeHtml } from './html.ts';
import { findMarket } from './market.ts';
import { oneOf, type Parameter } from './parameter.ts';
import { parameterProblem, problem } from './problem.ts';
import { publicOrigin } from './public-url.ts';
import { canonicalPath } from './query.ts';

/** Size of the frame where the consumer sets no bound. */
const FRAME = { width: 800, height: 520 };
const THUMBNAIL = { width: 1200, height: 675 };
const FRESH_SECONDS = 300;

/** An address as it was given: its host, if it says one, and what comes after. */
type Address = { text: string; host: string | undefined; name: string; attributes: EmbedAttributes };

const urlParameter: Parameter<Address | undefined> = {
  description: 'The address of an /embed page of this origin, or its path.',
  required: true,
  example: 'https://heatmap.example/embed/BTC?range=7d',
  expected: 'the address of an /embed page of this origin',
  schema: { type: 'string', format: 'uri-reference' },
  read: text => {
    const isPath = /^\/(?!\/)/.test(text);
    const url = URL.parse(text, isPath ? 'https://unsaid.invalid' : undefined);
    if (!url) return undefined;
    const [, name = ''] = (/^https?:$/.test(url.protocol) && /^\/embed\/(.+)$/.exec(url.pathname)) || [];
    const attributes = readAttributes(url.searchParams);
    return { text, host: isPath ? undefined : url.host, name: decode(name), attributes };
  },
  fallback: undefined,
  // What others have added to the address makes no other answer.
  write: address =>
    address?.name
      ? `${address.host ?? ''}${canonicalPath(`/embed/${address.name}`, embedParameters, address.attributes)}`
      : address?.text,
};

/** A bound in pixels. What is none, or leaves no room for a pixel, bounds nothing; nor does what is larger than all we have. */
const boundParameter = (description: string, example: number): Parameter<number> => ({
  description,
  example,
  schema: { type: 'number' },
  expected: 'a number of pixels from 1',
  read: text => {
    const pixels = /^\d+(\.\d+)?(e\+?\d+)?$/i.test(text) ? Math.floor(Number(text)) : 0;
    return pixels >= 1 && pixels < THUMBNAIL.width ? pixels : Number.POSITIVE_INFINITY;
  },
  fallback: Number.POSITIVE_INFINITY,
  write: pixels => (Number.isFinite(pixels) ? String(pixels) : undefined),
});

/** Of the two formats that oEmbed has we speak one; what is none of them is no question of oEmbed's. */
const formatParameter: Parameter<'json' | 'xml'> = {
  ...oneOf(['json', 'xml'], 'json' as const, {
    description: 'Only JSON: any other is a 501.',
    example: 'json',
  }),
  expected: 'json',
  schema: { type: 'string', enum: ['json'], default: 'json' },
};

export const oembedParameters = {
  url: urlParameter,
  maxwidth: boundParameter(
    'The frame is not wider, in pixels. What is no length of a pixel or more is ignored.',
    640,
  ),
  maxheight: boundParameter('The frame is not taller, in pixels; likewise.', 400),
  format: formatParameter,
};

/** Whether an answer names the public origin. One that names the origin it was asked by is nobody else's. */
export const isForAll = (env: Env): boolean => publicOrigin(env) !== undefined;

export const oembedEndpoint = endpoint({
  path: '/v1/oembed',
  tag: 'pages',
  summary: 'oEmbed 1.0: how to frame an /embed page',
  description:
    'For sites that turn a pasted link into what it leads to (oembed.com). Other formats than JSON are not spoken; what it does not know of a link is ignored.',
  parameters: oembedParameters,
  unknown: 'ignored',
  answers: { 'application/json': { Oembed: oembedShape } },
  refusals: { 501: 'A format that is not spoken here.' },
  isKept: isForAll,
  answer: oembed,
});

/** oEmbed 1.0 (oembed.com). */
async function oembed(c: Context<Asked<typeof oembedParameters>>): Promise<Response> {
  const { url, maxwidth, maxheight, format } = c.get('query');
  if (format !== 'json')
    throw problem(501, {
      detail: `format: expected json, got "${format}"`,
      parameter: 'format',
      expected: 'json',
      got: format,
    });
  if (url === undefined) throw parameterProblem(400, 'url', urlParameter.expected, undefined);
  const own = publicOrigin(c.env);
  const origin = own ?? new URL(c.req.url).origin;
  const isOurs = url.host === undefined || url.host === new URL(origin).host;
  if (!isOurs || url.name === '')
    throw parameterProblem(404, 'url', `${urlParameter.expected}, such as ${origin}/embed/BTC`, url.text);
  const symbol = readSymbol(url.name);
  const { exchange, range } = url.attributes;
  await findMarket(c.env.DB, { symbol, exchange }, { liquidations: true });
  const title = embedTitle(symbol, range);
  const source = `${origin}${canonicalPath(`/embed/${symbol}`, embedParameters, url.attributes)}`;
  const width = Math.min(FRAME.width, maxwidth);
  const height = Math.min(FRAME.height, maxheight);
  const thumbnail = `${origin}/v1/snapshot/${symbol}.png?${new URLSearchParams({ exchange, range })}`;
  const answer: Oembed = {
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
  const response = await answerResponse(jsonAnswer(answer, FRESH_SECONDS));
  if (own === undefined) response.headers.set('Cache-Control', 'no-store');
  return response;
}

/** The text of a part of a path; as it is where that is no encoding. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    if (cause instanceof URIError) return part;
    throw cause;
  }
}
