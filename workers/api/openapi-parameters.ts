import { EXCHANGES } from '../../schema/exchange.ts';
import { RANGES } from '../../schema/range.ts';
import { PALETTES } from '../../widget/plot/palette.ts';

export type OpenApiParameter = {
  name: string;
  in: 'query' | 'path';
  required?: boolean;
  description: string;
  schema: Record<string, unknown>;
  example?: string | number;
};

export type OpenApiOperation = {
  summary: string;
  description?: string;
  parameters: readonly OpenApiParameter[];
  responses: Record<string, unknown>;
};

export const symbol = {
  name: 'symbol',
  in: 'query',
  required: true,
  description: 'The base asset, across quote currencies and exchanges, in any case.',
  schema: { type: 'string', pattern: '^[A-Za-z0-9]{1,20}$' },
  example: 'BTC',
} as const satisfies OpenApiParameter;

export const exchange = {
  name: 'exchange',
  in: 'query',
  description: 'One exchange, or the sum over all. `aggregate` (a recorded sum) is in `all` only by itself.',
  schema: { type: 'string', enum: ['all', ...EXCHANGES], default: 'all' },
  example: 'all',
} as const satisfies OpenApiParameter;

export const range = {
  name: 'range',
  in: 'query',
  description: 'How far back from the last closed candle.',
  schema: { type: 'string', enum: Object.keys(RANGES), default: '24h' },
  example: '24h',
} as const satisfies OpenApiParameter;

export const palette = {
  name: 'palette',
  in: 'query',
  description: 'Colours of the cells.',
  schema: { type: 'string', enum: [...PALETTES], default: 'ember' },
  example: 'viridis',
} as const satisfies OpenApiParameter;
