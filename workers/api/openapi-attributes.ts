import { attributeOf, properties } from '../../widget/surface/properties.ts';
import { type Values, words } from '../../widget/surface/words.ts';
import { EMBEDDED } from './embed-attributes.ts';
import { exchange, type OpenApiParameter, range } from './openapi-parameters.ts';

/** Those that are the API's own parameters, with its defaults. */
const SHARED: Partial<Record<string, OpenApiParameter>> = { range, exchange };

/** The attributes of the element that its page takes, as parameters. */
export const attributes: readonly OpenApiParameter[] = EMBEDDED.map(name => {
  const { description, unset, example, values } = words[name];
  const { default: value } = properties[name];
  return (
    SHARED[name] ?? {
      name: attributeOf(name),
      in: 'query',
      description: `${description}${unset ? ` (by default ${unset})` : ''}.`,
      schema: { ...schemaOf(values), ...(value && { default: value }) },
      example: values.kind === 'switch' ? 'true' : example,
    }
  );
});

function schemaOf(values: Values): Record<string, unknown> {
  switch (values.kind) {
    case 'one':
      return { type: 'string', enum: values.words.filter(Boolean) };
    case 'number':
      return { type: 'number', minimum: values.least, maximum: values.most };
    case 'switch':
      return { type: 'string', enum: ['', 'true'] };
    case 'text':
      return { type: 'string', pattern: values.pattern };
    default:
      return { type: 'string' };
  }
}
