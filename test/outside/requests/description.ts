/** What is read of a JSON schema. */
export type Schema = {
  $ref?: string;
  type?: string | readonly string[];
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  default?: unknown;
  example?: unknown;
  examples?: readonly unknown[];
};

export type DescribedParameter = {
  $ref?: string;
  name: string;
  in: 'query' | 'path' | 'header' | 'cookie';
  required?: boolean;
  explode?: boolean;
  schema: Schema;
  example?: unknown;
  examples?: Readonly<Record<string, { value?: unknown }>>;
};

/** What is read of an operation; a body is never sent to one. */
type DescribedOperation = { parameters?: readonly DescribedParameter[] };

/** What is read of `/openapi.json`. */
export type Description = {
  paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  components?: Readonly<Record<string, unknown>>;
};

/** A path that can be asked with GET, and its parameters. */
export type Route = { path: string; parameters: readonly DescribedParameter[] };

/** What a reference of the description points at; throws where it points nowhere. */
export function resolved<T extends { $ref?: string }>(description: Description, value: T): T {
  if (value.$ref === undefined) return value;
  let found: unknown = description;
  for (const part of value.$ref.replace(/^#\//, '').split('/'))
    found = (found as Record<string, unknown> | undefined)?.[part];
  if (found === undefined) throw new Error(`description: expected something at ${value.$ref}, got nothing`);
  return resolved(description, found as T);
}

/** Every path with a GET, its references followed. */
export function routesOf(description: Description): Route[] {
  return Object.entries(description.paths).flatMap(([path, methods]) => {
    const operation = methods.get as DescribedOperation | undefined;
    if (!operation) return [];
    const shared = (methods.parameters ?? []) as readonly DescribedParameter[];
    const parameters = [...shared, ...(operation.parameters ?? [])].map(parameter => {
      const whole = resolved(description, parameter);
      return { ...whole, schema: resolved(description, whole.schema) };
    });
    return [{ path, parameters }];
  });
}

/** The examples that a parameter is described by. */
export function examplesOf({ example, examples, schema }: DescribedParameter): unknown[] {
  const named = Object.values(examples ?? {}).map(({ value }) => value);
  return [example, ...named, schema.example, ...(schema.examples ?? []), schema.default].filter(
    value => value !== undefined,
  );
}
