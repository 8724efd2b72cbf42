import { copyFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dataDeclarations } from './data-declarations.ts';
import { declarations, reactDeclarations } from './declarations.ts';
import { manifest, readElement } from './manifest.ts';

/** Completes a folder that holds the bundle in `dist` with what the npm package needs: manifest, types and licence. */
export async function completePackage(folder: string): Promise<void> {
  const element = readElement();
  const files = {
    'custom-elements.json': `${JSON.stringify(manifest(element), undefined, 2)}\n`,
    'liq-heatmap.d.ts': declarations(element),
    'data.d.ts': await dataDeclarations(),
    'react.d.ts': reactDeclarations(),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'dist', name), text);
  copyFileSync(resolve(import.meta.dirname, '../../LICENSE'), join(folder, 'LICENSE'));
}
