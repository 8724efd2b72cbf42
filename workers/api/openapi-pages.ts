import { CONTRACT_NAME } from '../../widget/surface/words.ts';
import { attributes } from './openapi-attributes.ts';
import { exchange, type OpenApiOperation, palette, range, symbol } from './openapi-parameters.ts';
import { withErrors } from './openapi-responses.ts';

/** The paths that pages, not programs, ask for. */
export const pageOperations = {
  '/v1/snapshot/{file}': {
    summary: 'The picture, for pages without script and link previews, or its summary in words',
    parameters: [
      {
        name: 'file',
        in: 'path',
        required: true,
        description: 'A symbol with `.svg`, `.png` (1200 × 675) or `.txt`.',
        schema: { type: 'string', pattern: '^[A-Za-z0-9]{1,20}\\.(svg|png|txt)$' },
        example: 'BTC.svg',
      },
      range,
      exchange,
      {
        name: 'theme',
        in: 'query',
        description: 'The page the picture is for.',
        schema: { type: 'string', enum: ['light', 'dark'], default: 'light' },
        example: 'dark',
      },
      palette,
    ],
    responses: withErrors({ 'image/svg+xml': {}, 'image/png': {}, 'text/plain': {} }, 'The picture.'),
  },
  '/v1/oembed': {
    summary: 'oEmbed 1.0: how to frame an /embed page',
    parameters: [
      {
        name: 'url',
        in: 'query',
        required: true,
        description: 'The address of an /embed page of this origin, or its path.',
        schema: { type: 'string', format: 'uri-reference' },
        example: 'https://heatmap.example/embed/BTC?range=7d',
      },
      {
        name: 'maxwidth',
        in: 'query',
        description: 'The frame is not wider, in pixels. What is no length of a pixel or more is ignored.',
        schema: { type: 'number' },
        example: 640,
      },
      {
        name: 'maxheight',
        in: 'query',
        description: 'The frame is not taller, in pixels; likewise.',
        schema: { type: 'number' },
        example: 400,
      },
      {
        name: 'format',
        in: 'query',
        description: 'Only JSON: any other is a 501.',
        schema: { type: 'string', enum: ['json'], default: 'json' },
        example: 'json',
      },
    ],
    responses: withErrors({ 'application/json': {} }),
  },
  '/embed/{symbol}': {
    summary: 'The element alone on a page, for an iframe',
    description: `Works in a sandbox without storage or same-origin. Posts its height to the page around it as {type: 'liq-height', h}. Takes the attributes of the element, but for those that say where its data come from and the reader's position; what it does not know or understand is ignored. Errors are a page in words.`,
    parameters: [
      {
        ...symbol,
        in: 'path',
        schema: { type: 'string', pattern: CONTRACT_NAME },
        description: `${symbol.description} What an exchange calls its contract, as BTCUSDT, is understood.`,
      },
      ...attributes,
    ],
    responses: withErrors({ 'text/html': {} }, 'The page.'),
  },
} as const satisfies Record<string, OpenApiOperation>;
