import { defineConfig } from 'vite';
import { choices } from './build/choices.ts';
import { hashedTwin } from './build/hashed-twin.ts';
import { leanUplot } from './build/lean-uplot.ts';

/** Builds `dist/liq-heatmap.js`, one module with all that a first view needs, and the site around it. */
export default defineConfig({
  base: './',
  plugins: [
    leanUplot(),
    hashedTwin(),
    choices(),
    {
      // What vite puts around dynamic imports loads their styles and preloads: ours have none.
      name: 'bare-imports',
      enforce: 'pre',
      load: id =>
        id.includes('vite/preload-helper') ? 'export const __vitePreload = load => load();' : undefined,
    },
    {
      // Minifiers leave the text of templates alone; in ours, indentation means nothing, and in styles neither do
      // comments nor what stands around a brace or a stop.
      name: 'strip-templates',
      enforce: 'pre',
      transform(code, id) {
        if (!id.startsWith(import.meta.dirname) || !id.endsWith('.ts')) return undefined;
        const flush = code.replace(/\n\s+/g, '\n');
        return id.endsWith('styles.ts')
          ? flush.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\s*([{};])\s*/g, '$1')
          : flush;
      },
    },
  ],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    reportCompressedSize: false,
    rollupOptions: {
      input: {
        'liq-heatmap': `${import.meta.dirname}/define.ts`,
        index: `${import.meta.dirname}/index.html`,
      },
      preserveEntrySignatures: 'allow-extension',
      output: {
        entryFileNames: ({ name }) => (name === 'liq-heatmap' ? 'liq-heatmap.js' : 'site/[name]-[hash].js'),
        chunkFileNames: 'liq-heatmap/[name]-[hash].js',
        assetFileNames: 'site/[name]-[hash][extname]',
      },
    },
  },
});
