import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXCHANGES } from '../../schema/exchange.ts';
import { MODES } from '../../schema/market.ts';
import { INTERVALS, RANGES } from '../../schema/range.ts';
import type { ElementFace } from './read-element.ts';

const union = (names: readonly string[]) => names.map(name => `'${name}'`).join(' | ');

/** Types of `schema/wire.ts` that a page hands over or gets in events. */
const WIRE = [
  'Coverage',
  'HeatmapHeader',
  'CellsHeader',
  'HeatmapBinHeader',
  'Heatmap',
  'HistoryBar',
  'History',
];

/** The types of the package in one file: the element, its data and events, and its tag for documents and JSX. */
export function declarations(face: ElementFace): string {
  const wire = readFileSync(join(import.meta.dirname, '../../schema/wire.ts'), 'utf8');
  const taken = WIRE.map(name => {
    const found = new RegExp(
      `(?:/\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/\\n)?export type ${name} = [\\s\\S]*?;\\n(?=\\n|$)`,
    ).exec(wire);
    if (!found) throw new Error(`declarations: expected schema/wire.ts to hold type ${name}`);
    return found[0];
  });
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
  return `export type Mode = ${union(MODES)};
export type Range = ${union(Object.keys(RANGES))};
export type Interval = ${union(Object.keys(INTERVALS))};
export type ExchangeSet = ${union([...EXCHANGES, 'all'])};

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
