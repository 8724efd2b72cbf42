import { env } from 'cloudflare:workers';
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { expect, test } from 'vitest';
import * as tables from '../../schema/tables.ts';

const declared = Object.values(tables).map(table => getTableConfig(table));

test('the tables of the code are the tables of the migrations', async () => {
  const { results } = await env.DB.prepare(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'
     AND name != 'd1_migrations' ORDER BY name`,
  ).all<{ name: string }>();
  expect(results.map(({ name }) => name)).toEqual(declared.map(({ name }) => name).sort());
});

test.each(declared.map(table => [table.name, table] as const))(
  '%s: columns, types and key agree',
  async (name, table) => {
    const { results } = await env.DB.prepare('SELECT name, type, "notnull", pk FROM pragma_table_info(?)')
      .bind(name)
      .all<{ name: string; type: string; notnull: number; pk: number }>();
    const stored = results.map(column => ({
      name: column.name,
      type: column.type.toLowerCase(),
      notNull: column.notnull === 1 || column.pk > 0,
    }));
    const columns = table.columns.map(column => ({
      name: column.name,
      type: column.getSQLType(),
      notNull: column.notNull,
    }));
    expect(columns).toEqual(stored);
    const key = results.filter(column => column.pk > 0).sort((a, b) => a.pk - b.pk);
    const [composite] = table.primaryKeys;
    const declaredKey = composite?.columns ?? table.columns.filter(column => column.primary);
    expect(declaredKey.map(column => column.name)).toEqual(key.map(column => column.name));
  },
);
