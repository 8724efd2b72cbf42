import { RANGES, type Range } from '../../schema/range.ts';
import { attributeOf, type PropertyName, rows, THEMES } from '../../widget/surface/properties.ts';
import { type Values, words } from '../../widget/surface/words.ts';
import { exchangeParameter } from './market.ts';
import { oneOf, type Parameter, type Query } from './query.ts';

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
  ...Object.fromEntries(EMBEDDED.map(name => [attributeOf(name), attributeParameter(words[name].values)])),
  range: oneOf(Object.keys(RANGES) as Range[], '24h' as const),
  exchange: exchangeParameter,
  theme: oneOf(THEMES, 'auto' as const),
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

function attributeParameter(values: Values): AttributeParameter {
  const like = (expected: string, read: AttributeParameter['read']) => ({
    expected,
    read,
    fallback: undefined,
  });
  switch (values.kind) {
    case 'one':
      return oneOf(values.words.filter(Boolean), undefined);
    case 'several':
      return like(`any of ${values.words.join(', ')}`, text => {
        const given = text.toLowerCase().split(/[\s|,]+/);
        return values.words.filter(word => given.includes(word)).join(' ') || undefined;
      });
    case 'number':
      return like(`a number from ${values.least}`, text => {
        const number = /^\d+(\.\d+)?(e\+?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
        return number >= values.least && number <= (values.most ?? Number.MAX_VALUE)
          ? String(number)
          : undefined;
      });
    case 'switch':
      return like('nothing, or true', text => (/^(true|1)?$/i.test(text) ? '' : undefined));
    case 'text':
      return like(`a text like ${values.pattern}`, text =>
        new RegExp(values.pattern).test(text) ? text : undefined,
      );
    case 'object':
      throw new TypeError('embed: expected an attribute, got a property that has none');
  }
}
