type Schema = {
  $ref?: string;
  type?: string;
  const?: unknown;
  enum?: readonly string[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: readonly string[];
  items?: Schema;
  prefixItems?: readonly Schema[];
};

/** A field of an answer: its path (`events[].price`), what it may be, and what it means. */
export type Field = { path: string; values: string; description: string };

/** Every field of a schema of ours, in its order, those inside of others below them. */
export function fieldsOf(schema: object, path = ''): Field[] {
  const { properties = {}, required = [] } = schema as Schema;
  return Object.entries(properties).flatMap(([name, field]) => {
    const own = `${path}${name}`;
    const described = {
      path: required.includes(name) ? own : `${own}?`,
      values: valuesOf(field),
      description: field.description ?? '',
    };
    return [
      described,
      ...fieldsOf(field, `${own}.`),
      ...(field.items ? fieldsOf(field.items, `${own}[].`) : []),
    ];
  });
}

function valuesOf({ type, enum: words, items, prefixItems, ...schema }: Schema): string {
  if ('const' in schema) return JSON.stringify(schema.const);
  if (words) return words.map(word => JSON.stringify(word)).join(' | ');
  if (prefixItems) return `[${prefixItems.map(valuesOf).join(', ')}]`;
  if (items) return `${valuesOf(items)}[]`;
  return type ?? '';
}
