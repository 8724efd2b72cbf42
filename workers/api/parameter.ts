import { DEFAULT_RANGE, RANGE_NAMES } from '../../schema/range.ts';

/**
 * How a query parameter is read, and what the description says of it. `read` returns undefined for text it does not
 * understand; `write` gives back the text of what is not one by itself.
 */
export type Parameter<T> = Described & {
  expected: string;
  read: (text: string) => T | undefined;
  fallback: T;
  write?(value: T): string | undefined;
  /** As JSON Schema. */
  schema: Record<string, unknown>;
};

/** `required` where it has no default and nothing can be answered without it. */
type Described = { description: string; example: string | number; required?: true };

export type Parameters = Record<string, Parameter<unknown>>;

export type Query<P extends Parameters> = {
  [Name in keyof P]: P[Name] extends Parameter<infer T> ? T : never;
};

/** One of a few words, in any case. */
export function oneOf<T extends string, F extends T | undefined>(
  words: readonly T[],
  fallback: F,
  described: Described,
): Parameter<T | F> {
  return {
    ...described,
    expected: `one of ${words.join(', ')}`,
    read: text => words.find(word => word.toLowerCase() === text.toLowerCase()),
    fallback,
    schema: { type: 'string', enum: words, ...(fallback !== undefined && { default: fallback }) },
  };
}

/** Any of a few words, in any case and order, with commas between them. */
export function severalOf<T extends string>(
  words: readonly T[],
  described: Described,
): Parameter<readonly T[]> {
  const { expected, read } = oneOf(words, undefined, described);
  return {
    ...described,
    expected: `${expected}, or several with commas between them`,
    read: text => {
      const found = text.split(',').map(word => read(word.trim()));
      return found.includes(undefined) ? undefined : words.filter(word => found.includes(word));
    },
    fallback: [],
    write: chosen => (chosen.length > 0 ? chosen.join() : undefined),
    schema: { type: 'string', pattern: `^(${words.join('|')})(,(${words.join('|')}))*$` },
  };
}

/** The base asset. Whether there is such a symbol only the store knows. */
export const symbolParameter: Parameter<string | undefined> = {
  description: 'The base asset, across quote currencies and exchanges, in any case.',
  required: true,
  example: 'BTC',
  expected: 'a base asset of letters and digits, such as BTC',
  read: text => (/^[a-z0-9]{1,20}$/i.test(text) ? text.toUpperCase() : undefined),
  fallback: undefined,
  schema: { type: 'string', pattern: '^[A-Za-z0-9]{1,20}$' },
};

/** How far back. */
export const rangeParameter = oneOf(RANGE_NAMES, DEFAULT_RANGE, {
  description: 'How far back from the last closed candle.',
  example: DEFAULT_RANGE,
});

/** A moment in milliseconds UTC. */
export const timeParameter = (
  description: string,
  example: number,
  required?: true,
): Parameter<number | undefined> => ({
  description,
  example,
  ...(required && { required }),
  expected: 'a time in milliseconds UTC',
  read: text => (/^\d{1,15}$/.test(text) ? Number(text) : undefined),
  fallback: undefined,
  schema: { type: 'integer', format: 'int64', minimum: 0, maximum: 999_999_999_999_999 },
});
