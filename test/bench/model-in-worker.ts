import { join } from 'node:path';
import { Miniflare } from 'miniflare';
import { build } from 'vite';

/** workerd with `model-worker.ts`: `step` sends it a state to step the recent candles from, so many times over. */
export async function modelInWorker(): Promise<{
  step: (state: string, times: number) => Promise<string>;
  dispose: () => Promise<void>;
}> {
  const script = await bundle(join(import.meta.dirname, 'model-worker.ts'));
  const runtime = new Miniflare({
    workers: [
      {
        config: {
          name: 'model',
          compatibilityDate: '2026-10-01',
          manifest: {
            mainModule: 'model.js',
            modules: { 'model.js': { type: 'esm', contents: script } },
          },
        },
      },
    ],
  });
  return {
    step: async (state, times) =>
      (await runtime.dispatchFetch(`http://model/?times=${times}`, { method: 'POST', body: state })).text(),
    dispose: () => runtime.dispose(),
  };
}

async function bundle(entry: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    build: { write: false, minify: false, lib: { entry, formats: ['es'], fileName: 'model' } },
  });
  for (const result of [built].flat())
    if ('output' in result) for (const file of result.output) if (file.type === 'chunk') return file.code;
  throw new Error(`${entry}: expected a bundled file, got none`);
}
