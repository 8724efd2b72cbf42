import { env } from 'cloudflare:workers';
import type { ExchangeSet } from '../../../schema/exchange.ts';
import { levelOf } from '../../../schema/lattice.ts';
import type { Layer } from '../../../schema/layer.ts';
import type { Mode } from '../../../schema/market.ts';
import { app } from '../../../workers/api/app.ts';
import type { Env } from '../../../workers/env.ts';
import { binLevels } from '../../../workers/store/layer-bins.ts';
import type { TimedColumn } from '../../../workers/symbol/columns.ts';
import { checkDescribed } from '../../support/described.ts';
import { storeColumns, takeIn } from '../../support/symbol-record.ts';

let questions = 0;

/** What the Worker is bound to, in a mode, with some bindings replaced. */
export const environment = (mode: Mode, replaced: Partial<Env> = {}): Env =>
  ({ ...(env as Partial<Env>), MODE: mode, ...replaced }) as Env;

/**
 * Asks the API, if nothing else is said under a public origin of its own, so that no test is answered from another's
 * cache. Each answer is held against what is described of it.
 */
export async function ask(
  path: string,
  {
    mode = 'replay',
    origin = `https://asked-${questions++}.test`,
    ...init
  }: RequestInit & { mode?: Mode; origin?: string } = {},
) {
  await takeIn({ mode });
  const response = await app.request(origin + path, init, environment(mode, { PUBLIC_ORIGIN: origin }));
  await checkDescribed(path, response.clone());
  return response;
}

/** The JSON of an answer that must be a success. */
export async function askJson<T>(path: string, init?: Parameters<typeof ask>[1]): Promise<T> {
  const response = await ask(path, init);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json<T>();
}

/** An environment whose database must not be touched. */
export const withoutDatabase = (replaced: Partial<Env> = {}): Env =>
  environment('replay', {
    ...replaced,
    DB: new Proxy({} as D1Database, {
      get(_, method) {
        throw new Error(`the database was touched: ${String(method)}`);
      },
    }),
  });

/**
 * Stores columns that hold dollars at some prices: the forecasts frozen at the ends of [time, time + resolution), or
 * one of their layers.
 */
export async function seedColumns(
  { symbol, ...set }: { symbol: string; exchange: ExchangeSet; resolution: number; layer?: Layer },
  columns: readonly { time: number; usd: Record<number, number> }[],
): Promise<void> {
  await storeColumns(
    symbol,
    columns.map(toColumn).map(({ time, column }) => ({
      ...set,
      time,
      column: set.layer ? binLevels(column) : column,
    })),
  );
}

function toColumn({ time, usd }: { time: number; usd: Record<number, number> }): TimedColumn {
  const levels = Object.entries(usd).map(([price, dollars]) => [levelOf(Number(price)), dollars] as const);
  const first = Math.min(...levels.map(([level]) => level));
  const last = Math.max(...levels.map(([level]) => level));
  const column = { firstLevel: first, usd: new Float64Array(last - first + 1) };
  for (const [level, dollars] of levels) column.usd[level - first] = dollars;
  return { time, column };
}
