import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import type { Shape } from './shape.ts';

/**
 * A shape as JSON Schema (2020-12). Fields that it does not name are not forbidden there: whoever reads an answer must
 * take one that has more, since more may be added.
 */
export function jsonSchema(shape: Shape<unknown>): JsonSchema {
  const known = made.get(shape);
  if (known) return known;
  const { $schema: _, ...schema } = toJsonSchema(shape, {
    target: 'draft-2020-12',
    // What JSON Schema has no word for (a check in code) is said in words.
    errorMode: 'ignore',
    overrideSchema: ({ jsonSchema: { additionalProperties: _, ...open } }) =>
      // Its length closes a tuple; some readers want to be told of what all its items are.
      open.prefixItems ? { ...open, maxItems: open.prefixItems.length, items: {} } : open,
  });
  made.set(shape, schema);
  return schema;
}

/** A shape never changes, and writing one takes a millisecond. */
const made = new WeakMap<Shape<unknown>, JsonSchema>();
