import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Kept between runs: it is large, and does not change. */
const FOLDER = resolve(import.meta.dirname, '../../../.wrangler/outside/wordpress');
const UNPACKED = join(FOLDER, 'usr/share/wordpress');

/**
 * Debian's WordPress, downloaded and unpacked but not installed; its PHP is installed where the machine has none. Returns
 * its folder. Throws what to do where apt cannot bring them.
 */
export async function installWordpress(): Promise<string> {
  if (spawnSync('php', ['-v']).status !== 0) {
    apt('update', '-qq');
    apt('install', '-y', '-qq', '--no-install-recommends', 'php-cli');
  }
  if (existsSync(join(UNPACKED, 'wp-includes/class-wp-oembed.php'))) return UNPACKED;
  await mkdir(FOLDER, { recursive: true });
  if (!tryApt('download', 'wordpress')) {
    apt('update', '-qq');
    apt('download', 'wordpress');
  }
  const found = (await readdir(FOLDER)).find(name => /^wordpress_.*\.deb$/.test(name));
  if (found === undefined)
    throw new Error(`apt-get download wordpress: expected a package in ${FOLDER}, got none`);
  const { status, stderr } = spawnSync('dpkg', ['-x', join(FOLDER, found), FOLDER], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`dpkg -x ${found}: ${stderr}`);
  return UNPACKED;
}

const tryApt = (...args: string[]): boolean =>
  spawnSync('apt-get', args, {
    cwd: existsSync(FOLDER) ? FOLDER : undefined,
    stdio: 'ignore',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0;

function apt(...args: string[]): void {
  if (!tryApt(...args))
    throw new Error(`apt-get ${args.join(' ')} failed: run it by hand, as root on Debian`);
}
