import { attributeOf, type PropertyName, properties, rows, THEMES } from '../../widget/surface/properties.ts';
import { type Values, words } from '../../widget/surface/words.ts';
import { exchangeParameter } from './market.ts';
import { oneOf, type Parameter, type Query, rangeParameter } from './parameter.ts';

type AttributeParameter = Parameter<string | undefined>;

/** The properties that the page of an iframe takes. */
export const EMBEDDED: readonly PropertyName[] = rows.flatMap(([name, { embed }]) =>
  embed === false ? [] : [name],
);

/**
 * The attributes of `<liq-heatmap>` that its page takes, of the table from which the element has them. What the page
 * itself depends on has a default: the range is that of all the API.
 */
export const embedParameters = {
  ...Object.fromEntries(EMBEDDED.map(name => [attributeOf(name), attributeParameter(name)])),
  range: rangeParameter,
  exchange: exchangeParameter,
  theme: oneOf(THEMES, 'auto' as const, {
    description: `${words.theme.description}.`,
    example: words.theme.example,
  }),
};

/** What is asked of the page; an attribute that was not given, or not understood, is absent. */
export type EmbedAttributes = Query<typeof embedParameters> & Readonly<Record<string, string | undefined>>;

/** Reads a page's query as the element reads its attributes: what it does not understand is as if it were not there. */
export function readAttributes(search: URLSearchParams): EmbedAttributes {
  const read = ([name, parameter]: [string, AttributeParameter]) => {
    const understood = search.getAll(name).map(text => parameter.read(text));
    return [name, understood.find(value => value !== undefined) ?? parameter.fallback];
  };
  return Object.fromEntries(Object.entries<AttributeParameter>(embedParameters).map(read)) as EmbedAttributes;
}

/** An attribute as a parameter; the page itself has no default for it, the element may. */
function attributeParameter(name: PropertyName): AttributeParameter {
  const { description, unset, example, values } = words[name];
  const { default: value } = properties[name];
  const { schema, ...reading } = valueParameter(values);
  return {
    ...reading,
    description: `${description}${unset ? ` (by default ${unset})` : ''}.`,
    example: values.kind === 'switch' ? 'true' : values.kind === 'number' ? Number(example) : example,
    fallback: undefined,
    schema: { ...schema, ...(value && { default: value }) },
  };
}

/** How the words of an attribute are read, and what they are as JSON Schema. */
function valueParameter(values: Values): Pick<AttributeParameter, 'expected' | 'read' | 'schema'> {
  switch (values.kind) {
    case 'one':
      return oneOf(values.words.filter(Boolean), undefined, { description: '', example: '' });
    case 'several':
      return {
        expected: `any of ${values.words.join(', ')}`,
        read: text => {
          const given = text.toLowerCase().split(/[\s|,]+/);
          return values.words.filter(word => given.includes(word)).join(' ') || undefined;
        },
        schema: { type: 'string' },
      };
    case 'number':
      return {
        expected: `a number from ${values.least}`,
        read: text => {
          const number = /^\d+(\.\d+)?(e\+?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
          const fits = number >= values.least && number <= (values.most ?? Number.MAX_VALUE);
          return fits ? String(number) : undefined;
        },
        schema: { type: 'number', minimum: values.least, ...(values.most && { maximum: values.most }) },
      };
    case 'switch':
      return {
        expected: 'nothing, or true',
        read: text => (/^(true|1)?$/i.test(text) ? '' : undefined),
        schema: { type: 'string', enum: ['', 'true'] },
      };
    case 'text':
      return {
        expected: `a text like ${values.pattern}`,
        read: text => (new RegExp(values.pattern).test(text) ? text : undefined),
        schema: { type: 'string', pattern: values.pattern },
      };
    case 'object':
      throw new TypeError('embed: expected an attribute, got a property that has none');
  }
}
