import type { Plugin } from 'vite';
import { type PropertyName, properties } from '../surface/properties.ts';
import { words } from '../surface/words.ts';

/** Fills every empty `<select>` of a page that is named as a property with what that may be, its default chosen. */
export const choices = (): Plugin => ({
  name: 'choices',
  transformIndexHtml: html =>
    html.replace(/(<select name="([^"]+)">)(?=<\/select>)/g, (_, tag: string, name: string) => {
      if (!Object.hasOwn(properties, name))
        throw new Error(`choices: expected a property of the element, got “${name}”`);
      return tag + optionsOf(name as PropertyName);
    }),
});

function optionsOf(name: PropertyName): string {
  const { values } = words[name];
  const chosen = String(properties[name].default);
  const offered = 'words' in values ? values.words : [chosen];
  return offered.map(word => `<option${word === chosen ? ' selected' : ''}>${word}</option>`).join('');
}
