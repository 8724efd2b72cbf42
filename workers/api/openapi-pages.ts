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
        description: 'The address of an /embed page of this origin.',
        schema: { type: 'string', format: 'uri' },
        example: 'https://heatmap.example/embed/BTC?range=7d',
      },
      {
        name: 'maxwidth',
        in: 'query',
        description: 'The frame is not wider, in pixels.',
        schema: { type: 'integer', minimum: 1 },
        example: 640,
      },
      {
        name: 'maxheight',
        in: 'query',
        description: 'The frame is not taller, in pixels.',
        schema: { type: 'integer', minimum: 1 },
        example: 400,
      },
      {
        name: 'format',
        in: 'query',
        description: 'Only JSON.',
        schema: { type: 'string', enum: ['json'], default: 'json' },
        example: 'json',
      },
    ],
    responses: withErrors({ 'application/json': {} }),
  },
  '/embed/{symbol}': {
    summary: 'The element alone on a page, for an iframe',
    description: `Works in a sandbox without storage or same-origin. Posts its height to the page around it as {type: 'liq-height', h}.`,
    parameters: [
      { ...symbol, in: 'path' },
      range,
      exchange,
      {
        name: 'theme',
        in: 'query',
        description: 'The page the frame is in; `auto` is as its reader likes it.',
        schema: { type: 'string', enum: ['auto', 'light', 'dark'], default: 'auto' },
        example: 'dark',
      },
      palette,
      ...[
        ['interval', '1h'],
        ['view', 'heatmap history'],
        ['scale', 'log'],
        ['min-intensity', '0.2'],
        ['side', 'long'],
        ['locale', 'pt-BR'],
        ['refresh', '60'],
        ['controls', 'auto'],
      ].map(
        ([name = '', example = '']) =>
          ({
            name,
            in: 'query',
            description: `The attribute \`${name}\` of the element.`,
            schema: { type: 'string' },
            example,
          }) as const,
      ),
    ],
    responses: withErrors({ 'text/html': {} }, 'The page.'),
  },
} as const satisfies Record<string, OpenApiOperation>;
