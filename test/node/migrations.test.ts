import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { generateSQLiteDrizzleJson, generateSQLiteMigration } from 'drizzle-kit/api';
import { expect, test } from 'vitest';
import * as tables from '../../schema/tables.ts';

const FOLDER = resolve(import.meta.dirname, '../../schema/migrations');
const files = readdirSync(FOLDER).sort();
const text = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');

/** The SHA-256 of each migration that was released. */
const RELEASED: Record<string, string> = {
  '0001_create_markets_liquidations_and_heatmaps.sql':
    '4d72783ef09d9539420dbc296974353df5efa1c4e2e1ceee8fed376130e9554f',
  '0002_create_ingest_bookkeeping.sql': '6fb572408915fa3f79cb861b0681321fea96ef10dcd2d2333925472d693b7adb',
  '0003_create_forecast_ledger_and_scores.sql':
    '9deb95f0b8586aa489e42ae4ed30ff84b1e2fa13e508c50c63193ffff1dfe304',
  '0004_create_reporting_shares.sql': '9ae19df3156bf2dd77085ab4ecc7fed2f79258892f34c4b8e84dab49a5c8ac9a',
  '0005_keep_poll_states_in_one_row.sql': '646ea6ba6ca20e2eca2e807e9c6486b0361cc5b82b712122f2ab32bd687aa8cc',
  '0006_tell_objects_what_was_written.sql':
    '7be1171cecc13eedcb5795c23cd50c089fde25a19a665cea3a4ceacf8fc2b359',
};

test('no migration that was released is edited: what has run somewhere does not run there again', () => {
  const hashes = files.map(file => [file, createHash('sha256').update(text(file)).digest('hex')]);
  expect(
    Object.fromEntries(hashes),
    'migrations that were released are never edited: undo the change and add a new one, with its hash here',
  ).toEqual(RELEASED);
});

/** A database in which these statements were run. */
function databaseOf(statements: readonly string[]): DatabaseSync {
  const db = new DatabaseSync(':memory:');
  for (const statement of statements) db.exec(statement);
  return db;
}

/**
 * What SQLite says of a database, a line for each column and each unique set of columns. Not told are CHECK and WITHOUT
 * ROWID, which stand in the migrations alone: nothing that is read or written depends on them.
 */
function described(db: DatabaseSync): string[] {
  const columns = db.prepare(
    `SELECT t.name || '.' || c.name || ': ' || lower(c.type) || iif(c."notnull" OR c.pk, ', not null', '')
       || iif(c.pk, ', ' || c.pk || '. of the key', '') || ifnull(', default ' || c.dflt_value, '') AS line
     FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'`,
  );
  const indexes = db.prepare(
    `SELECT t.name || ': ' || iif(i."unique", 'unique', 'index') || ' of ' ||
       (SELECT group_concat(name, ', ') FROM pragma_index_info(i.name)) AS line
     FROM sqlite_schema t JOIN pragma_index_list(t.name) i WHERE t.type = 'table' AND i.origin <> 'pk'`,
  );
  return [...columns.all(), ...indexes.all()].map(({ line }) => String(line)).sort();
}

test('the migrations make the tables of schema/tables.ts', async () => {
  const nothing = await generateSQLiteDrizzleJson({});
  const declared = await generateSQLiteMigration(nothing, await generateSQLiteDrizzleJson(tables));
  expect(
    described(databaseOf(files.map(text))),
    'what the migrations make (received) is not what schema/tables.ts declares (expected): add a migration',
  ).toEqual(described(databaseOf(declared)));
});
