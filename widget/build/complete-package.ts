import { copyFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { declarations, reactDeclarations, writeDataTypes } from './declarations.ts';
import { manifest, readElement } from './manifest.ts';

/** Completes a folder that holds the bundle in `dist` with what the npm package needs: manifest, types and licence. */
export function completePackage(folder: string): void {
  const element = readElement();
  const files = {
    'custom-elements.json': `${JSON.stringify(manifest(element), undefined, 2)}\n`,
    'liq-heatmap.d.ts': declarations(element),
    'react.d.ts': reactDeclarations(),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'dist', name), text);
  writeDataTypes(join(folder, 'dist/types'));
  copyFileSync(resolve(import.meta.dirname, '../../LICENSE'), join(folder, 'LICENSE'));
}
