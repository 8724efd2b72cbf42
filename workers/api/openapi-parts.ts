/** Parts that several schemas of the description share. */

export const numbers = { type: 'array', items: { type: 'number' } } as const;
export const part = { type: 'number', minimum: 0, maximum: 1 } as const;
export const time = { type: 'integer', format: 'int64', description: 'Milliseconds UTC.' } as const;
export const mode = {
  type: 'string',
  enum: ['live', 'simulated', 'replay'],
  description: 'Real and current data, the built-in simulated market, or a recording.',
} as const;
export const olderAnswer = {
  type: 'boolean',
  description: 'An older answer, given because the database does not answer.',
} as const;
export const present = {
  generatedAt: { ...time, description: 'The close of the newest candle under the answer.' },
  stale: {
    type: 'boolean',
    description:
      'Live data whose closes stopped coming, or an older answer, given because the database does not answer; of map and heatmap also: a model that lags behind them.',
  },
} as const;

/** An object schema whose properties are all required but those named. */
export const object = <P extends Record<string, unknown>>(
  properties: P,
  optional: readonly (keyof P)[] = [],
  description?: string,
) => ({
  type: 'object',
  ...(description !== undefined && { description }),
  properties,
  required: Object.keys(properties).filter(name => !optional.includes(name)),
});
