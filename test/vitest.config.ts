import { resolve } from 'node:path';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { CHROMIUM_ARGUMENTS, chromiumPath } from './support/chromium.ts';

const root = resolve(import.meta.dirname, '..');
const migrations = await readD1Migrations(`${root}/schema/migrations`);

const PURE = ['exchange', 'local', 'model'].map(room => `test/workers/${room}/**/*.test.ts`);

export default defineConfig({
  root,
  test: {
    projects: [
      {
        // The Worker's rooms, in workerd with a real local D1.
        plugins: [
          cloudflareTest({
            wrangler: { configPath: `${root}/wrangler.toml` },
            // No exchange is asked unless a test means to.
            miniflare: { bindings: { MIGRATIONS: migrations, MODE: 'replay' } },
          }),
        ],
        root,
        test: {
          name: 'worker',
          include: ['test/workers/**/*.test.ts', 'test/schema/**/*.test.ts'],
          exclude: PURE,
          setupFiles: ['test/support/migrate.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        // The pure rooms need no Worker: a runtime of its own for every file would take most of the time.
        root,
        test: { name: 'pure', include: PURE, testTimeout: 60_000 },
      },
      {
        // What needs files, processes or the whole product.
        root,
        test: {
          name: 'node',
          include: ['test/node/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        // The element, in a real browser.
        root,
        optimizeDeps: { include: ['lit', 'uplot'] },
        test: {
          name: 'widget',
          include: ['test/widget/**/*.test.ts'],
          testTimeout: 30_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: chromiumPath(), args: CHROMIUM_ARGUMENTS },
            }),
            instances: [{ browser: 'chromium', viewport: { width: 1280, height: 800 } }],
          },
        },
      },
    ],
  },
});
