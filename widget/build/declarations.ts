import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXCHANGES } from '../../schema/exchange.ts';
import { MODES } from '../../schema/market.ts';
import { INTERVALS, RANGES } from '../../schema/range.ts';
import type { ElementFace } from './read-element.ts';

const union = (names: readonly string[]) => names.map(name => `'${name}'`).join(' | ');

/** Types that a page hands over or gets in events; those they are made of come along. */
const ROOTS = ['Heatmap', 'History'];

/** Types that the source derives from values, and that are written out here. */
const UNIONS: Record<string, readonly string[]> = {
  Mode: MODES,
  Range: Object.keys(RANGES),
  Interval: Object.keys(INTERVALS),
  ExchangeSet: [...EXCHANGES, 'all'],
};

/** The text of every type that `schema` exports, with its docblock, by name. */
function schemaTypes(): Map<string, string> {
  const folder = join(import.meta.dirname, '../../schema');
  const files = readdirSync(folder).filter(file => file.endsWith('.ts'));
  const texts = files.map(file => readFileSync(join(folder, file), 'utf8'));
  const pattern =
    /(?:\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?export type (\w+)[^=]*= [\s\S]*?;\n(?=\n|$|\/\*\*|export)/g;
  return new Map(
    texts.flatMap(text => [...text.matchAll(pattern)].map(found => [found[1] as string, found[0]])),
  );
}

/** The texts of types and of all the types they name. */
function withDependencies(roots: readonly string[]): string[] {
  const known = schemaTypes();
  const taken = new Map<string, string>();
  const take = (name: string) => {
    const text = known.get(name);
    if (!text || taken.has(name) || name in UNIONS) return;
    taken.set(name, text);
    for (const word of text.match(/\b[A-Z]\w+/g) ?? []) take(word);
  };
  for (const root of roots) {
    if (!known.has(root)) throw new Error(`declarations: expected schema to hold type ${root}`);
    take(root);
  }
  return [...taken.values()];
}

/** The types of the package in one file: the element, its data and events, and its tag for documents and JSX. */
export function declarations(face: ElementFace): string {
  const taken = withDependencies(ROOTS);
  const unions = Object.entries(UNIONS).map(([name, values]) => `export type ${name} = ${union(values)};`);
  const fields = face.attributes.map(
    ({ name, type, description }) => `  /** ${description} */\n  ${name}: ${type};`,
  );
  const methods = face.methods.map(
    ({ name, type, description, parameters }) =>
      `  /** ${description} */\n  ${name}(${parameters}): ${type};`,
  );
  const events = face.events.map(
    ({ name, description }) => `  /** ${description} */\n  '${name}': CustomEvent;`,
  );
  const jsx = face.attributes.map(({ name, type, description }) => {
    const attribute = face.attributes.find(one => one.name === name)?.attribute;
    const aliases = attribute && attribute !== name ? `\n  '${attribute}'?: ${type} | undefined;` : '';
    return `  /** ${description} */\n  ${name}?: ${type === 'string' ? 'string' : type} | undefined;${aliases}`;
  });
  const handlers = face.events.map(
    ({ name }) => `  'on${name}'?: ((event: CustomEvent) => void) | undefined;`,
  );
  return `${unions.join('\n')}

${taken.join('\n')}
export type LiqHeatmapData = { heatmap?: Heatmap | undefined; history?: History | undefined };

/** ${face.description} */
export declare class LiqHeatmap extends HTMLElement {
${fields.join('\n')}
${methods.join('\n')}
  /** Settles when what was changed is drawn. */
  readonly updateComplete: Promise<boolean>;
}

export interface LiqHeatmapEventMap {
${events.join('\n')}
}

/** What JSX takes: attributes, the \`data\` property, and React 19's event handlers. */
export interface LiqHeatmapAttributes {
  id?: string | undefined;
  class?: string | undefined;
  className?: string | undefined;
  style?: unknown;
  slot?: string | undefined;
  hidden?: boolean | undefined;
  children?: unknown;
  key?: string | number | null | undefined;
  ref?: unknown;
${jsx.join('\n')}
${handlers.join('\n')}
}

declare global {
  interface HTMLElementTagNameMap {
    'liq-heatmap': LiqHeatmap;
  }
  interface HTMLElementEventMap extends LiqHeatmapEventMap {}
}
`;
}

/** The tag for React's JSX, apart, so that those without React need no types of it. */
export const reactDeclarations = (): string => `import type { LiqHeatmapAttributes } from './liq-heatmap.js';

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'liq-heatmap': LiqHeatmapAttributes;
    }
  }
}
`;
