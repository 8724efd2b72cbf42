import { html, type TemplateResult } from 'lit';
import type { Host } from '../host.ts';
import type { PropertyName } from '../surface/properties.ts';
import { type AllMessages, allWords } from '../text/en-more.ts';

/** An attribute whose name is its label's key as well. */
export type Labelled = Extract<PropertyName, keyof AllMessages>;

/** A choice of what an attribute may be; the label is for those who cannot see that it is one. */
export function choice(
  { element, text }: Host,
  name: Labelled,
  values: readonly string[],
  { chosen = element[name], names = {} }: { chosen?: string; names?: Record<string, string> } = {},
): TemplateResult {
  const label = allWords(text())[name];
  const change = (event: Event) => element.setAttribute(name, (event.target as HTMLSelectElement).value);
  return html`<select aria-label=${label} title=${label} @change=${change}>
    ${values.map(value => html`<option value=${value} ?selected=${value === chosen}>${Object.hasOwn(names, value) ? names[value] : value}</option>`)}
  </select>`;
}
