import { defineConfig } from 'vite';

/** Builds `dist/liq-heatmap.js`, one module with all that a first view needs, and the site around it. */
export default defineConfig({
  base: './',
  publicDir: 'site/public',
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
      preserveEntrySignatures: 'strict',
      output: {
        entryFileNames: ({ name }) => (name === 'liq-heatmap' ? 'liq-heatmap.js' : 'site/[name]-[hash].js'),
        chunkFileNames: 'liq-heatmap/[name]-[hash].js',
        assetFileNames: 'site/[name]-[hash][extname]',
      },
    },
  },
});
