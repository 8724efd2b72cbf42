import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as analyzer from '@custom-elements-manifest/analyzer';
import { attributeOf, type PropertyName, rows } from '../surface/properties.ts';
import { type Values, words } from '../surface/words.ts';

type Described = { name: string; description?: string };
type Typed = Described & { type?: { text: string } };
export type Parameter = Typed & { optional?: boolean; default?: string };
export type Member = Typed & {
  kind: 'field' | 'method';
  privacy?: 'public' | 'protected' | 'private';
  static?: boolean;
  readonly?: boolean;
  parameters?: Parameter[];
  return?: { type: { text: string } };
};

/** The element in a manifest; https://github.com/webcomponents/custom-elements-manifest, schema 1.0.0. */
export type ElementDeclaration = Described & {
  kind: string;
  tagName: string;
  customElement: boolean;
  superclass: { name: string; package: string };
  attributes: (Typed & { fieldName: string })[];
  members: Member[];
  events: Typed[];
  cssParts: Described[];
  cssProperties: Described[];
  slots: Described[];
};

// Its own types leave out what it has for programs.
const { create, ts } = analyzer as unknown as {
  create: (options: { modules: unknown[] }) => { modules: { declarations: ElementDeclaration[] }[] };
  ts: {
    ScriptTarget: { ES2022: number };
    createSourceFile: (name: string, text: string, target: number, setParents: boolean) => unknown;
  };
};

const MODULE = 'dist/liq-heatmap.js';
const REFERENCE = { name: 'LiqHeatmap', module: MODULE };

/** The element as its class and docblock say it, with the properties of the table in place of Lit's. */
export function readElement(): ElementDeclaration {
  const source = readFileSync(join(import.meta.dirname, '../liq-heatmap.ts'), 'utf8');
  const { modules } = create({
    modules: [ts.createSourceFile(MODULE, source, ts.ScriptTarget.ES2022, true)],
  });
  const element = modules[0]?.declarations.find(({ name }) => name === 'LiqHeatmap');
  if (!element) throw new Error('manifest: expected liq-heatmap.ts to hold class LiqHeatmap');
  const fields = rows.map(([name]) => field(name));
  return {
    ...element,
    // What the source extends is Lit's class under another type.
    superclass: { name: 'LitElement', package: 'lit' },
    attributes: fields.flatMap(({ name, attribute, type, description, default: value }) =>
      attribute ? [{ name: attribute, fieldName: name, type, description, default: value }] : [],
    ),
    members: [...fields, ...element.members.filter(({ privacy, static: own }) => !privacy && !own)],
    // One whose name is computed is described under the names it takes.
    events: element.events.filter(({ description }) => description),
    cssProperties: element.cssProperties.flatMap(numbered),
  };
}

function field(name: PropertyName) {
  const { default: value } = Object.fromEntries(rows)[name] ?? {};
  return {
    kind: 'field' as const,
    name,
    type: { text: typeOf(words[name].values) },
    description: `${words[name].description}.`,
    ...(value !== undefined && {
      attribute: attributeOf(name),
      reflects: true,
      default: JSON.stringify(value),
    }),
  };
}

/** A type as TypeScript writes it. */
function typeOf(values: Values): string {
  switch (values.kind) {
    case 'number':
      return 'number';
    case 'switch':
      return 'boolean';
    case 'object':
      return 'LiqHeatmapData | undefined';
    case 'one':
      return values.open ? 'string' : values.words.map(word => `'${word}'`).join(' | ');
    default:
      return 'string';
  }
}

/** The properties that one such as `--liq-ramp-0..8` stands for. */
function numbered(described: Described): Described[] {
  const [, stem, first, last] = /^(.*?)(\d+)\.\.(\d+)$/.exec(described.name) ?? [];
  if (stem === undefined) return [described];
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => ({
    ...described,
    name: `${stem}${Number(first) + i}`,
  }));
}

/** The custom-elements manifest of the package, for editors and catalogues. */
export const manifest = (element: ElementDeclaration) => ({
  schemaVersion: '1.0.0',
  modules: [
    {
      kind: 'javascript-module',
      path: MODULE,
      declarations: [element],
      exports: [
        { kind: 'js', name: 'LiqHeatmap', declaration: REFERENCE },
        { kind: 'custom-element-definition', name: 'liq-heatmap', declaration: REFERENCE },
      ],
    },
  ],
});
