import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Description, resolved } from '../requests/description.ts';

type Validate = { (value: unknown): boolean; errors?: AjvError[] | null };
type AjvError = { instancePath: string; message?: string; params: unknown };
export type JsonSchema = { $ref?: string; oneOf?: JsonSchema[] };
type Content = Record<string, { schema?: JsonSchema }>;

/** The kinds of content that an operation says it answers with a status. */
export function contentOf(description: Description, path: string, status: number): Content {
  const operation = description.paths[path]?.get as
    | { responses: Record<string, { $ref?: string; content?: Content }> }
    | undefined;
  const response = operation?.responses[status];
  return (response && resolved(description, response).content) ?? {};
}

/** Says what is wrong with an answer, whole and deep: a field that the description does not name is wrong too. */
export function validator(folder: string, description: Description) {
  const require = createRequire(join(folder, 'validator.js'));
  const { Ajv2020 } = require('ajv/dist/2020') as {
    Ajv2020: new (
      options: object,
    ) => { compile: (schema: object) => Validate; addVocabulary: (words: string[]) => void };
  };
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: true });
  require('ajv-formats').default(ajv);
  ajv.addVocabulary(['components', 'example']);
  const { components } = closed(description);
  const compiled = new Map<JsonSchema, Validate>();
  return (schema: JsonSchema | undefined, value: unknown): string[] => {
    if (schema === undefined) return ['has no schema'];
    try {
      const validate = compiled.get(schema) ?? ajv.compile({ ...closed(schema), components });
      compiled.set(schema, validate);
      validate(value);
      return (validate.errors ?? []).map(
        ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
      );
    } catch (error) {
      return [`the schema: ${error instanceof Error ? error.message : error}`];
    }
  };
}

/** A copy in which no object has other fields than those it names. */
function closed<T>(schema: T): T {
  return JSON.parse(JSON.stringify(schema), (_, value) =>
    value?.type === 'object' ? { additionalProperties: false, ...value } : value,
  );
}
