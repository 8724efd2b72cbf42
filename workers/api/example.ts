type Schema = {
  type?: string;
  const?: unknown;
  enum?: readonly unknown[];
  examples?: readonly unknown[];
  properties?: Record<string, Schema>;
  required?: readonly string[];
  items?: Schema;
  prefixItems?: readonly Schema[];
  minimum?: number;
  exclusiveMinimum?: number;
};

/** A value that a JSON Schema of ours describes, put together from the examples of its fields: none that it does not name. */
export function exampleOf(schema: object): unknown {
  const { type, enum: words, examples, properties, prefixItems, items, ...limits } = schema as Schema;
  if ('const' in schema) return schema.const;
  if (examples) return examples[0];
  if (words) return words[0];
  if (properties) {
    const fields = Object.entries(properties);
    return Object.fromEntries(fields.map(([name, field]) => [name, exampleOf(field)]));
  }
  if (prefixItems) return prefixItems.map(exampleOf);
  if (items) return [exampleOf(items)];
  if (type === 'boolean') return false;
  if (type === 'number' || type === 'integer') return limits.minimum ?? (limits.exclusiveMinimum ?? 0) + 1;
  return '…';
}
