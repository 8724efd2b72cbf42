import { createHash } from 'node:crypto';
import type { Plugin, Rollup } from 'vite';

/** What a page needs to load exactly this build. */
export type Release = { file: string; integrity: string };

/**
 * Beside `liq-heatmap.js`, which changes with every release, emits a twin that never does: its name holds
 * its hash, and so does the folder of the parts it loads when they are used. `liq-heatmap.json` names it
 * with its subresource integrity.
 */
export const hashedTwin = (): Plugin => ({
  name: 'hashed-twin',
  enforce: 'post',
  generateBundle(_, bundle) {
    const entry = bundle['liq-heatmap.js'];
    if (entry?.type !== 'chunk') throw new Error('hashed-twin: expected the bundle to hold liq-heatmap.js');
    const hash = createHash('sha256').update(entry.code).digest('hex').slice(0, 10);
    const name = `liq-heatmap-${hash}`;
    const parts = Object.values(bundle).filter(
      (file): file is Rollup.OutputChunk => file.type === 'chunk' && file.fileName.startsWith('liq-heatmap/'),
    );
    for (const { fileName, code } of parts) {
      const source = code.replaceAll('../liq-heatmap.js', `../${name}.js`);
      this.emitFile({ type: 'asset', fileName: fileName.replace('liq-heatmap/', `${name}/`), source });
    }
    const source = entry.code.replaceAll('./liq-heatmap/', `./${name}/`);
    this.emitFile({ type: 'asset', fileName: `${name}.js`, source });
    const integrity = `sha384-${createHash('sha384').update(source).digest('base64')}`;
    const release: Release = { file: `/${name}.js`, integrity };
    this.emitFile({ type: 'asset', fileName: 'liq-heatmap.json', source: `${JSON.stringify(release)}\n` });
  },
});
