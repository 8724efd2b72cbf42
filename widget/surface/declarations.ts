import type { PropertyDeclaration } from 'lit';
import { attributeOf, rows } from './properties.ts';

/** How Lit declares the properties: each mirrors an attribute of its name and of its default's type, but what is none. */
export const declarations: Record<string, PropertyDeclaration> = Object.fromEntries(
  rows.map(([name, { default: value }]) => [
    name,
    value === undefined
      ? { attribute: false }
      : { attribute: attributeOf(name), type: Object(value).constructor, reflect: true },
  ]),
);
