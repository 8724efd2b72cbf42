import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import { getPlatformProxy, unstable_readConfig, unstable_splitSqlQuery } from 'wrangler';

const ROOT = resolve(import.meta.dirname, '../..');
const CONFIG = join(ROOT, 'wrangler.toml');

/** Where `wrangler dev` keeps its data when it is not told otherwise. */
const DEFAULT_FOLDER = join(ROOT, '.wrangler/state');

/** What is read of `wrangler.toml`. */
type Config = {
  name?: string | undefined;
  compatibility_date?: string | undefined;
  d1_databases: {
    binding: string;
    database_name?: string | undefined;
    database_id?: string | undefined;
    migrations_dir?: string | undefined;
  }[];
};

export type OpenDatabase = { db: D1Database; close: () => Promise<void> };

/**
 * Opens the database of `wrangler.toml` from Node with its migrations applied. `into` is a folder as
 * `wrangler dev --persist-to` takes it; `remote` opens the deployed database instead. `close` must be called, or
 * the process does not end. Throws, saying what to do, where the deployed database cannot be reached.
 */
export async function openDatabase({
  into = DEFAULT_FOLDER,
  remote = false,
}: {
  into?: string | undefined;
  remote?: boolean | undefined;
} = {}): Promise<OpenDatabase> {
  const { name, compatibility_date, d1_databases }: Config = unstable_readConfig({ config: CONFIG });
  const binding = d1_databases.find(database => database.binding === 'DB');
  if (!binding) throw new Error(`${CONFIG}: expected a d1_databases entry with the binding DB`);
  const id = remote ? await deployedId(binding.database_name ?? name ?? '') : binding.database_id;
  const database = { ...binding, ...(id !== undefined && { database_id: id }), remote };
  // A configuration of the database alone: neither the Worker's other bindings nor its built page are needed here.
  const scratch = await mkdtemp(join(tmpdir(), 'liq-heatmap-'));
  const configPath = join(scratch, 'wrangler.json');
  await writeFile(configPath, JSON.stringify({ name, compatibility_date, d1_databases: [database] }));
  let dispose = async () => {};
  const close = async () => {
    await dispose();
    await rm(scratch, { recursive: true, force: true });
  };
  try {
    const proxy = await getPlatformProxy<{ DB: D1Database }>({
      configPath,
      persist: { path: join(resolve(into), 'v3') },
      remoteBindings: remote,
    });
    dispose = () => proxy.dispose();
    await migrate(proxy.env.DB, join(ROOT, binding.migrations_dir ?? 'migrations'));
    return { db: proxy.env.DB, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Applies what is new in the folder, keeping wrangler's own table of what was applied, so that both agree. */
async function migrate(db: D1Database, folder: string): Promise<void> {
  await db
    .prepare(
      `CREATE TABLE IF NOT EXISTS d1_migrations (
         id INTEGER PRIMARY KEY AUTOINCREMENT,
         name TEXT UNIQUE,
         applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
       )`,
    )
    .run();
  const known = await drizzle(db).select({ name: sql<string>`name` }).from(sql`d1_migrations`);
  const applied = new Set(known.map(row => row.name));
  const names = (await readdir(folder)).filter(name => name.endsWith('.sql') && !applied.has(name)).sort();
  for (const name of names) {
    const statements = unstable_splitSqlQuery(await readFile(join(folder, name), 'utf8'));
    await db.batch([
      ...statements.map(sql => db.prepare(sql)),
      db.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name),
    ]);
  }
}

/** The id of the deployed database, which also shows that this machine may use it. */
async function deployedId(databaseName: string): Promise<string> {
  const wrangler = join(ROOT, 'node_modules/wrangler/bin/wrangler.js');
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [
      wrangler,
      ...['d1', 'info', databaseName, '--json', '--config', CONFIG],
    ]);
    const { uuid } = JSON.parse(stdout) as { uuid?: unknown };
    if (typeof uuid !== 'string') throw new Error(`expected a database with a uuid, got ${stdout.trim()}`);
    return uuid;
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    const said = stripVTControlCharacters(stderr).split('[ERROR]')[1]?.trim().split('\n')[0] ?? message;
    throw new Error(
      `the deployed database ${databaseName} cannot be reached: log in with "npx wrangler login" or set ` +
        `CLOUDFLARE_API_TOKEN, and deploy once with "npm run deploy". wrangler said: ${said}`,
      { cause: error },
    );
  }
}
