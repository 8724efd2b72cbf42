/**
 * `node build/package.ts [folder]`: completes a folder (the widget's own by default) that holds `package.json` and the
 * bundle in `dist`: manifest, types and licence, as the npm package needs them.
 */
import { copyFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { declarations, reactDeclarations } from './declarations.ts';
import { manifest } from './manifest.ts';
import { readElement } from './read-element.ts';

const WIDGET = resolve(import.meta.dirname, '..');
const folder = resolve(process.argv[2] ?? WIDGET);
const face = readElement();
const files = {
  'custom-elements.json': `${JSON.stringify(manifest(face), undefined, 2)}\n`,
  'liq-heatmap.d.ts': declarations(face),
  'react.d.ts': reactDeclarations(),
};
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'dist', name), text);
copyFileSync(join(WIDGET, '../LICENSE'), join(folder, 'LICENSE'));
