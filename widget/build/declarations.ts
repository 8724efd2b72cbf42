import type { ElementDeclaration, Member } from './manifest.ts';

const comment = ({ description = '' }: { description?: string }) => `  /** ${description} */\n`;

function member({
  kind,
  name,
  type,
  readonly,
  parameters = [],
  return: given,
  ...described
}: Member): string {
  if (kind === 'field') return `${comment(described)}  ${readonly ? 'readonly ' : ''}${name}: ${type?.text};`;
  const taken = parameters.map(
    parameter =>
      `${parameter.name}${parameter.optional || parameter.default ? '?' : ''}: ${parameter.type?.text}`,
  );
  return `${comment(described)}  ${name}(${taken.join(', ')}): ${given?.type.text};`;
}

/** The types of the package: the element and its events, and its tag for documents and JSX. The data's lie in `data.d.ts`. */
export function declarations({ description, members, attributes, events }: ElementDeclaration): string {
  const fields = members.filter(({ kind, readonly }) => kind === 'field' && !readonly);
  const hyphened = attributes.filter(({ name, fieldName }) => name !== fieldName);
  const jsx = [...fields, ...hyphened].map(
    ({ name, type, ...described }) => `${comment(described)}  '${name}'?: ${type?.text} | undefined;`,
  );
  return `import type { LiqHeatmapData } from './data.js';

export type * from './data.js';

/** ${description} */
export declare class LiqHeatmap extends HTMLElement {
${members.map(member).join('\n')}
  /** Settles when what was changed is drawn. */
  readonly updateComplete: Promise<boolean>;
}

export interface LiqHeatmapEventMap {
${events.map(event => `${comment(event)}  '${event.name}': CustomEvent;`).join('\n')}
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
${events.map(({ name }) => `  'on${name}'?: ((event: CustomEvent) => void) | undefined;`).join('\n')}
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
