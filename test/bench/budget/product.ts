import { join } from 'node:path';
import type { IngestBatch } from '../../../workers/ingest/batch.ts';
import { serve } from '../../../workers/local/serve.ts';
import { freePort } from '../../support/run-start.ts';
import { ASKED_UNDER } from './asked-under.ts';
import { noRows, type Rows } from './counted.ts';

export type Counts = Record<string, Rows>;
export type Product = Awaited<ReturnType<typeof startProduct>>;

/** The Worker with its rows counted (`worker.ts`), over a database in `state`. */
export async function startProduct(state: string, variables: Readonly<Record<string, string>> = {}) {
  const script = join(import.meta.dirname, 'worker.ts');
  const server = await serve({ port: await freePort(), state, mode: 'live', variables, script });
  let questions = 0;
  const newOrigin = () => `https://asked-${questions++}.test`;
  /** Asks what no cache holds, or, under an origin that was asked under before, what it holds. */
  const ask = async (path: string, init?: RequestInit, origin = newOrigin()): Promise<Response> => {
    const answer = await fetch(server.url + path, { ...init, headers: { [ASKED_UNDER]: origin } });
    if (!answer.ok)
      throw new Error(`GET ${path}: expected status 200, got ${answer.status}: ${await answer.text()}`);
    return answer;
  };
  const counts = async () => (await ask('/bench/counts')).json() as Promise<Counts>;
  return {
    ...server,
    ask,
    newOrigin,
    /** What the parts of the product have read and written while something was done. */
    async during(work: () => Promise<unknown>): Promise<Counts> {
      const before = await counts();
      await work();
      const after = await counts();
      return Object.fromEntries(
        Object.entries(after).map(([part, rows]) => [part, minus(rows, before[part] ?? noRows())]),
      );
    },
    /** One beat at a time; gives what failed, if anything. */
    async beat(time: number): Promise<string | undefined> {
      const answer = await fetch(`${server.url}/cdn-cgi/local/scheduled?time=${time}`);
      const text = await answer.text();
      return answer.ok ? undefined : text;
    },
    async save(part: string, batch: IngestBatch, now: number): Promise<void> {
      const body = JSON.stringify(batch);
      await (await ask(`/bench/save?name=${part}&now=${now}`, { method: 'POST', body })).text();
    },
  };
}

const NAMES = Object.keys(noRows()) as (keyof Rows)[];
const minus = (after: Rows, before: Rows): Rows =>
  Object.fromEntries(NAMES.map(name => [name, after[name] - before[name]])) as Rows;

/** The sum of one figure over parts. */
export const sum = (counts: Counts, figure: keyof Rows, of: (part: string) => boolean = () => true): number =>
  Object.entries(counts)
    .filter(([part]) => of(part))
    .reduce((total, [, rows]) => total + rows[figure], 0);
