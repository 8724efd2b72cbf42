import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

/** Quiet, sandbox-free (tests run as root in containers) and without calls home. */
export const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const PLACES = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A Chromium on this machine: `CHROMIUM_PATH`, the system's own, or the one Playwright keeps. */
export function findChromium(): string | undefined {
  return [...PLACES, chromium.executablePath()].find(path => path && existsSync(path));
}

/** Like `findChromium`, but throws with what to do. */
export function chromiumPath(): string {
  const path = findChromium();
  if (!path) throw new Error('no Chromium found: run `npm run browser`, or set CHROMIUM_PATH');
  return path;
}
