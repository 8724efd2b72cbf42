/** `node build/package.ts`: writes what the npm package holds beside the bundle, into `dist`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { declarations, reactDeclarations } from './declarations.ts';
import { manifest } from './manifest.ts';
import { readElement } from './read-element.ts';

const face = readElement();
const files = {
  'custom-elements.json': `${JSON.stringify(manifest(face), undefined, 2)}\n`,
  'liq-heatmap.d.ts': declarations(face),
  'react.d.ts': reactDeclarations(),
};
for (const [name, text] of Object.entries(files))
  writeFileSync(join(import.meta.dirname, '../dist', name), text);
