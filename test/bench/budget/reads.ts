import { EXCHANGES } from '../../../schema/exchange.ts';
import { DAY, RANGE_NAMES } from '../../../schema/range.ts';
import { type BudgetRow, budgetRow } from './budget-row.ts';
import { type Counts, type Product, sum } from './product.ts';

/** Simultaneous first requests of one URL. */
const AT_ONCE = 200;
/** What a front page asks that nobody has asked before. */
const FRONT = [
  '/',
  '/v1/symbols',
  '/v1/heatmap?symbol=BTC&range=30d&format=bin&leverage=from50',
  '/v1/heatmap?symbol=BTC&range=30d&format=bin&with=band,priorShare,split',
  '/v1/history?symbol=BTC&range=30d&interval=6h',
  '/v1/score?symbol=BTC',
];

/** Rows that answers cost which no cache holds: each URL is asked once. `end` is the end of the data. */
export async function readBudgets(product: Product, end: number): Promise<BudgetRow[]> {
  const most = new Map<string, { rows: number; path: string }>();
  const note = (id: string, path: string, rows: number) => {
    if (rows >= (most.get(id)?.rows ?? 0)) most.set(id, { rows, path });
  };
  const cost = async (id: string, path: string): Promise<number> => {
    const counts = await product.during(async () => (await product.ask(path)).arrayBuffer());
    const d1 = sum(counts, 'd1Read');
    note(id, path, d1);
    note('own-read', path, sum(counts, 'ownRead'));
    return d1;
  };
  const sets = ['all', ...EXCHANGES.filter(one => one !== 'aggregate' && one !== 'simulated').slice(0, 3)];

  for (const range of RANGE_NAMES) {
    for (const exchange of sets) {
      const asked = `symbol=BTC&range=${range}&exchange=${exchange}`;
      await cost('read-heatmap', `/v1/heatmap?${asked}&format=bin`);
      await cost('read-since', `/v1/heatmap?${asked}&since=${end - DAY / 2}`);
      await cost('read-history', `/v1/history?${asked}`);
      await cost('others', `/v1/snapshot/BTC.svg?range=${range}&exchange=${exchange}`);
    }
    await cost('read-heatmap', `/v1/heatmap?symbol=BTC&range=${range}&with=band,priorShare,split`);
  }
  for (const exchange of sets) await cost('others', `/v1/map?symbol=BTC&exchange=${exchange}`);
  await cost('others', `/v1/score?symbol=BTC&format=csv&from=${end - 90 * DAY}&to=${end}`);
  await cost('read-status', '/v1/status');
  let front = 0;
  for (const path of FRONT) front += await cost('front', path);
  const liquidations = await overLimits(product);
  const atOnce = '/v1/heatmap?symbol=BTC&range=90d&format=coinglass';
  const origin = product.newOrigin();
  const once: Counts = await product.during(() =>
    Promise.all(
      Array.from({ length: AT_ONCE }, async () => (await product.ask(atOnce, {}, origin)).arrayBuffer()),
    ),
  );

  const worst = (id: string, of: string, unit: string, limit: number) => {
    const { rows = 0, path = '' } = most.get(id) ?? {};
    return budgetRow({ id, what: `${of}, at most: ${path}`, measured: rows, unit, limit });
  };
  return [
    worst('read-heatmap', 'D1 rows of an uncached heatmap of any range', 'rows', 200),
    worst('read-since', 'D1 rows of an uncached live update', 'rows', 20),
    worst('read-history', 'D1 rows of an uncached history of any range', 'rows', 500),
    worst('read-status', 'D1 rows of the status', 'rows', 500),
    budgetRow({
      id: 'read-front',
      what: 'D1 rows of a cold front page',
      measured: front,
      unit: 'rows',
      limit: 2_000,
    }),
    budgetRow({
      ...{ id: 'read-liquidations', measured: liquidations.rows, unit: 'rows', limit: 0 },
      what: `D1 rows above 2 × limit + 100 of any filter, at most: ${liquidations.path}`,
    }),
    worst('own-read', "an object's own rows of any answer", 'rows', 500),
    budgetRow({
      ...{ id: 'coalesce', measured: sum(once, 'calls'), unit: 'computations', limit: 1 },
      what: `computations of ${AT_ONCE} first requests of one URL at once`,
    }),
  ];
}

/** By how many rows the page of liquidations that costs most is above what it may. */
async function overLimits(product: Product): Promise<{ rows: number; path: string }> {
  let worst = { rows: Number.NEGATIVE_INFINITY, path: '' };
  const filters = [
    '',
    '&symbol=BTC',
    '&symbol=SUI',
    '&exchange=aster',
    '&symbol=SUI&exchange=aster',
    '&side=short',
  ];
  for (const limit of [1, 100, 1_000])
    for (const filter of filters) {
      const path = `/v1/liquidations?limit=${limit}${filter}`;
      const counts = await product.during(async () => (await product.ask(path)).arrayBuffer());
      const rows = sum(counts, 'd1Read') - (2 * limit + 100);
      if (rows > worst.rows) worst = { rows, path };
    }
  return worst;
}
