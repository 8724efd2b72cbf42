/** Puts a Chromium on this machine where there is none: from apt as root on Debian, else through Playwright. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findChromium } from './chromium.ts';

const run = (command: string, args: string[]) =>
  spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0;

if (!findChromium()) {
  const debianAsRoot = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (debianAsRoot)
    run('apt-get', ['update', '-qq']) &&
      run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
  if (!findChromium()) run('playwright-core', ['install', '--with-deps', 'chromium']);
  if (!findChromium()) {
    console.error('could not install a Chromium: install one by hand and set CHROMIUM_PATH');
    process.exit(1);
  }
}
