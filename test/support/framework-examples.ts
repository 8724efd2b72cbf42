import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import vue from '@vitejs/plugin-vue';
import { build } from 'vite';
import { completePackage } from '../../widget/build/complete-package.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const README = readFileSync(join(ROOT, 'widget/README.md'), 'utf8');
const HOST = 'https://your-host.example';

/** What a project of each framework has of its own around the component of the README. */
const MAINS = {
  'react.tsx': `import { createRoot } from 'react-dom/client';
import { Chart } from './Chart.tsx';
createRoot(document.body.appendChild(document.createElement('main'))).render(<Chart />);`,
  'vue.js': `import { createApp } from 'vue';
import Chart from './Chart.vue';
createApp(Chart).mount(document.body.appendChild(document.createElement('main')));`,
  'svelte.js': `import { mount } from 'svelte';
import Chart from './Chart.svelte';
mount(Chart, { target: document.body });`,
};

const TSCONFIG = {
  compilerOptions: {
    target: 'es2024',
    lib: ['es2024', 'dom'],
    module: 'esnext',
    moduleResolution: 'bundler',
    jsx: 'react-jsx',
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    types: [],
  },
};

const page = (body: string) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,"></head><body>${body}</body></html>`;

/** The first code of a language beneath a heading of the package's README. Throws when there is none. */
export function readmeExample(heading: string, language: string): string {
  const [, section] = README.split(`${heading}\n`);
  const code = section?.split(/^##/m)[0]?.match(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``))?.[1];
  if (!code) throw new Error(`widget/README.md: expected ${language} code beneath "${heading}", got none`);
  return code;
}

/**
 * Makes a folder the project of a reader who followed the package's README: the package installed beside
 * the frameworks, every example in a file of its own with `endpoint` for the host, and a page for each.
 */
export function writeProject(folder: string, endpoint: string): void {
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const example = (heading: string, language: string) =>
    readmeExample(heading, language).replaceAll(HOST, endpoint);

  const installed = 'node_modules/liq-heatmap';
  write(`${installed}/package.json`, readFileSync(join(ROOT, 'widget/package.json'), 'utf8'));
  for (const built of ['liq-heatmap.js', 'liq-heatmap']) {
    cpSync(join(ROOT, 'widget/dist', built), join(folder, installed, 'dist', built), { recursive: true });
  }
  completePackage(join(folder, installed));
  mkdirSync(join(folder, 'node_modules/@types'));
  for (const name of ['react', 'react-dom', '@types/react', 'vue', 'svelte']) {
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  }

  write('tsconfig.json', JSON.stringify(TSCONFIG));
  write('Chart.tsx', example('### React 19', 'tsx'));
  write('Chart.vue', example('### Vue 3', 'vue'));
  write('Chart.svelte', example('### Svelte 5', 'svelte'));
  write('host.html', page(example('# liq-heatmap', 'html')));
  write('html.html', page(example('### HTML', 'html')));
  for (const [name, text] of Object.entries(MAINS)) {
    write(name, text);
    write(name.replace(/\.\w+$/, '.html'), page(`<script type="module" src="/${name}"></script>`));
  }
}

/** Builds that project's pages into its `dist`, as its reader would with Vite and the README's options. */
export async function buildProject(folder: string): Promise<void> {
  await build({
    root: folder,
    configFile: false,
    logLevel: 'warn',
    plugins: [
      vue({ template: { compilerOptions: { isCustomElement: tag => tag === 'liq-heatmap' } } }),
      svelte({ configFile: false }),
    ],
    build: {
      rollupOptions: {
        input: ['host', 'html', 'react', 'vue', 'svelte'].map(name => join(folder, `${name}.html`)),
      },
    },
  });
}
