import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaults, properties } from '../properties.ts';

export type Described = { name: string; type: string; description: string };
export type Attribute = Described & { attribute: string | undefined; default: string | undefined };
export type Method = Described & { parameters: string };

/** The element's public face, as its source and docblocks say it. */
export type ElementFace = {
  description: string;
  attributes: Attribute[];
  methods: Method[];
  events: Described[];
  parts: Described[];
  cssProperties: Described[];
  slots: Described[];
};

const sourceOf = (file: string) => readFileSync(join(import.meta.dirname, '..', file), 'utf8');

/** Reads `liq-heatmap.ts` and `properties.ts`; throws where a property or method has no docblock. */
export function readElement(): ElementFace {
  const source = sourceOf('liq-heatmap.ts');
  const declared = sourceOf('properties.ts');
  const docblock = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export class LiqHeatmap/.exec(source)?.[1] ?? '';
  const lines = docblock.split('\n').map(line => line.replace(/^\s*\* ?/, '').trim());
  const tagged = (tag: string): Described[] =>
    lines.flatMap(line => {
      const found = new RegExp(`^@${tag} (\\S+) - (.+)$`).exec(line);
      if (!found) return [];
      const [, name = '', description = ''] = found;
      return numbered(name).map(one => ({ name: one, type: '', description }));
    });
  const slot = lines.find(line => line.startsWith('@slot - '));
  return {
    description: lines.filter(line => line && !line.startsWith('@')).join(' '),
    attributes: Object.keys(properties).map(name => readProperty(declared, name as keyof typeof properties)),
    methods: readMethods(source),
    events: tagged('fires'),
    parts: tagged('csspart'),
    cssProperties: tagged('cssprop'),
    slots: slot ? [{ name: '', type: '', description: slot.replace('@slot - ', '') }] : [],
  };
}

/** The names that one such as `ramp-0..8` stands for. */
function numbered(name: string): string[] {
  const [, stem, first, last] = /^(.*?)(\d+)\.\.(\d+)$/.exec(name) ?? [];
  if (stem === undefined) return [name];
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => `${stem}${Number(first) + i}`);
}

function readProperty(source: string, name: keyof typeof properties): Attribute {
  const found = new RegExp(`/\\*\\* ([^*]+) \\*/\\s*${name}: ([^;]+);`).exec(source);
  if (!found) throw new Error(`manifest: property ${name} has no docblock in properties.ts`);
  const declaration: { reflect?: boolean; attribute?: string | false } = properties[name];
  const { attribute = name.toLowerCase() } = declaration;
  const value = name in defaults ? defaults[name as keyof typeof defaults] : undefined;
  return {
    name,
    attribute: attribute === false ? undefined : attribute,
    type: plainType(found[2] as string),
    description: found[1] as string,
    default: value === undefined ? undefined : JSON.stringify(value),
  };
}

/** Types of the source as a reader of the package knows them. */
const plainType = (type: string): string =>
  type
    .replace(/\bTheme\b/, "'light' | 'dark'")
    .replace(/\bPaletteName\b/, "'ember' | 'viridis' | 'cividis' | 'mono'");

function readMethods(source: string): Method[] {
  const pattern = /\/\*\* ([^*]+) \*\/\s*(?:async )?([a-z]\w+)\(([^)]*)\): ([^{]+) \{/g;
  return [...source.matchAll(pattern)].map(([, description = '', name = '', parameters = '', type = '']) => ({
    name,
    type,
    description,
    parameters: parameters.replace(/(\w+) = '[^']*'/g, '$1?: string').replace(/(\w+) = \d+/g, '$1?: number'),
  }));
}
