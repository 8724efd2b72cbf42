import { attributeOf, type PropertyName, rows } from '../surface/properties.ts';
import { type Values, words } from '../surface/words.ts';

/** More words than these are not listed: the first and an example stand for them. */
const LISTED = 12;

/** The attributes as a table of Markdown, for README. */
export function attributeTable(): string {
  const lines = rows.flatMap(([name, { default: value }]) =>
    value === undefined ? [] : [line(name, value)],
  );
  return ['| attribute | what | values | default |', '|---|---|---|---|', ...lines].join('\n');
}

function line(name: PropertyName, value: unknown): string {
  const { description, values, unset, example } = words[name];
  const own = value ? `\`${value}\`` : '';
  const cells = [`\`${attributeOf(name)}\``, description, valuesCell(values, example)];
  return `| ${[...cells, [own, unset].filter(Boolean).join(': ')].join(' | ')} |`;
}

function valuesCell(values: Values, example: string): string {
  const listed = (names: readonly string[]) =>
    names
      .filter(Boolean)
      .map(word => `\`${word}\``)
      .join(' ');
  switch (values.kind) {
    case 'one':
      return values.words.length > LISTED
        ? `${listed(values.words.slice(0, 1))}, or such as \`${example}\``
        : listed(values.words);
    case 'several':
      return `any of ${listed(values.words)}`;
    case 'number':
      return 'a number';
    case 'switch':
      return 'present or absent';
    default:
      return `such as \`${example}\``;
  }
}
