import { defineConfig } from 'vite';
import { hashedTwin } from './build/hashed-twin.ts';
import { leanUplot } from './build/lean-uplot.ts';

/** Builds `dist/liq-heatmap.js`, one module with all that a first view needs, and the site around it. */
export default defineConfig({
  base: './',
  plugins: [
    leanUplot(),
    hashedTwin(),
    {
      // What vite puts around dynamic imports loads their styles and preloads: ours have none.
      name: 'bare-imports',
      enforce: 'pre',
      load: id =>
        id.includes('vite/preload-helper') ? 'export const __vitePreload = load => load();' : undefined,
    },
    {
      // Minifiers leave the text of templates alone; in ours, indentation means nothing.
      name: 'strip-indentation',
      enforce: 'pre',
      transform: (code, id) =>
        id.startsWith(import.meta.dirname) && id.endsWith('.ts') ? code.replace(/\n\s+/g, '\n') : undefined,
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
