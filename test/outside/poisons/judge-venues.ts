import { setTimeout as sleep } from 'node:timers/promises';
import type { HeatmapJson } from '../../../schema/answer/heatmap.ts';
import { LIQUIDATION_EXCHANGES } from '../../../schema/exchange.ts';
import { HOUR, MINUTE } from '../../../schema/range.ts';
import { openDatabase } from '../../../workers/local/database.ts';
import type { Server } from '../../../workers/local/serve.ts';
import type { LedgerEntry } from '../../simulator/ledger.ts';
import type { Row } from '../../simulator/venue.ts';
import { marketOf } from '../../support/exchange.ts';
import { type Check, type Failure, inFolder, withWorker } from '../harness.ts';
import { modelFaults } from './model-faults.ts';
import { OTHER, POISONED, type PoisonedVenues, startPoisonedVenues } from './poisoned-venues.ts';
import { readStoredRows, type StoredRows } from './stored-rows.ts';

const EXCHANGES = [...LIQUIDATION_EXCHANGES];
/** Beats until all venues have been asked for all there is. */
const BEATS = 40;
/** What feeds hold is written each 15 seconds. */
const FLUSH = 17_000;
const REPRODUCE = 'npm run outside -- poisons --seed ';

/** One liquidation as told: whole, or with a row that nobody can believe. */
type Told = { exchange: string; entry: LedgerEntry; good: boolean };

/** What came of a live Worker among poisoned venues. */
type Outcome = {
  venues: PoisonedVenues;
  rows: StoredRows;
  told: Told[];
  /** When the liquidations were told. */
  toldAt: number;
  /** Of the last beats, those that failed and how. */
  failedBeats: string[];
  heatmaps: Map<string, HeatmapJson | string>;
  present: number;
};

/** All venues tell one poisoned row of everything, to a live Worker. */
export async function judgeVenues(how: 'values' | 'junk', seed: number): Promise<Check[]> {
  const outcome = await inFolder(state => live(how, seed, state));
  await outcome.venues.close();
  const checks = [
    await candlesOf(how, outcome),
    rejectsOf(how, outcome),
    impossibleOf(outcome),
    modelOf(how, outcome),
    liquidationsOf(outcome),
    {
      what: 'beats go on',
      tried: BEATS,
      failures: outcome.failedBeats.map(told => ({ told, reproduce: '' })),
    },
  ];
  return checks.map(({ what, failures, ...check }) => ({
    ...check,
    what: `venues, ${how}: ${what}`,
    failures: failures.map(({ told }) => ({ told, reproduce: `${REPRODUCE}${seed}` })),
  }));
}

async function live(how: 'values' | 'junk', seed: number, state: string): Promise<Outcome> {
  await (await openDatabase({ into: state })).close();
  const now = Date.now();
  const start = Math.floor(now / HOUR) * HOUR - 26 * HOUR;
  const venues = await startPoisonedVenues(how, { seed, start, now, exchanges: EXCHANGES });
  venues.advance(Date.now());
  const running = setInterval(() => venues.advance(Date.now()), 100);
  const variables = {
    EXCHANGES: EXCHANGES.join(),
    SYMBOLS: [POISONED, OTHER].join(),
    EXCHANGE_PROXY: venues.origin,
  };
  try {
    const seen = await withWorker({ state, mode: 'live', variables }, async server => {
      const failedBeats: string[] = [];
      for (let i = BEATS; i > 0; i--) {
        const failed = await beat(server, now - i * MINUTE);
        if (failed && i <= 5) failedBeats.push(failed);
      }
      for (let wait = 0, before = -1; wait < 20 && before !== venues.connections(); wait++) {
        before = venues.connections();
        await sleep(2_000);
      }
      const toldAt = Date.now();
      const told = EXCHANGES.flatMap(exchange => liquidationsAt(venues, exchange));
      await sleep(FLUSH);
      for (const later of [1, 2]) await beat(server, Date.now() + later * MINUTE);
      const heatmaps = new Map<string, HeatmapJson | string>();
      for (const query of [POISONED, OTHER, ...EXCHANGES.map(exchange => `${POISONED}&exchange=${exchange}`)])
        heatmaps.set(query, await heatmapOf(server.url, query));
      return { told, toldAt, failedBeats, heatmaps };
    });
    return { ...seen, venues, rows: await readStoredRows(state), present: now - 45 * MINUTE };
  } finally {
    clearInterval(running);
  }
}

/** One beat at a time of our own; what it failed with. */
async function beat({ url }: Server, time: number): Promise<string | undefined> {
  const answer = await fetch(`${url}/cdn-cgi/local/scheduled?time=${Math.floor(time)}`);
  const text = await answer.text();
  return answer.ok ? undefined : `${answer.status} ${text.slice(0, 300)}`;
}

async function heatmapOf(url: string, query: string): Promise<HeatmapJson | string> {
  const answer = await fetch(`${url}/v1/heatmap?symbol=${query}`);
  return answer.ok ? ((await answer.json()) as HeatmapJson) : `${answer.status} ${await answer.text()}`;
}

/** Two that are whole, and two between them that are not. */
function liquidationsAt(venues: PoisonedVenues, exchange: string): Told[] {
  const tell = (price: number, good: boolean, spoil?: (row: Row, entry: LedgerEntry) => Row): Told => ({
    ...{ exchange, good },
    entry: venues.liquidate(exchange, price, 2, spoil),
  });
  return [
    tell(80_001, true),
    tell(80_002, false, (row, { needed }) => ({ ...row, [needed]: {} })),
    tell(80_003, false, row =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          /price|^p$|^ap$|bkPx/i.test(name) ? '1e300' : value,
        ]),
      ),
    ),
    tell(80_004, true),
  ];
}

/** All candles but the poisoned one. */
async function candlesOf(how: string, { venues, rows }: Outcome): Promise<Check> {
  const failures: Failure[] = [];
  const asked = venues.poisons.filter(({ exchange }) => marketOf(exchange).candles);
  for (const { exchange, bar, barTime } of asked) {
    const own = rows.candles.filter(row => row.exchange === exchange && row.symbol === POISONED);
    const fine = own.filter(({ step }) => step <= 15 * MINUTE);
    const [step = 5 * MINUTE] = fine.map(row => row.step);
    const there = (time: number) => fine.some(row => row.time === time);
    const wrong = [
      how === 'values' && there(barTime) && `${bar} was stored`,
      how === 'junk' && !there(barTime) && 'a good candle is missing',
      !there(barTime - step) && 'the candle before is missing',
      !there(barTime + step) && 'the candle behind is missing',
      fine.length < 60 && `expected a day of candles, got ${fine.length}`,
    ].filter(told => told !== false);
    if (wrong.length > 0) failures.push({ told: `${exchange} (${bar}): ${wrong.join(', ')}`, reproduce: '' });
  }
  return { what: 'all candles but the poisoned', tried: asked.length, failures };
}

/** Each kind that was told wrong has a reason of its own; junk may be the same whatever was asked. */
function rejectsOf(how: string, { venues, rows, toldAt }: Outcome): Check {
  const failures: Failure[] = [];
  let tried = 0;
  for (const { exchange, served } of venues.poisons) {
    const told = rows.rejects.filter(({ source, time }) => source === exchange && time < toldAt);
    // A contract of a coin that is not followed may be left out without a word.
    const kinds = [...served].filter(kind => kind !== 'instruments');
    const expected = how === 'junk' ? Math.min(1, kinds.length) : kinds.length;
    tried += kinds.length;
    const reasons = new Set(
      told.map(({ reason, payload }) => `${reason} ${payload}`).filter(text => !text.includes('QQQ')),
    );
    if (reasons.size < expected)
      failures.push({
        told: `${exchange} told ${kinds.join(', ')} wrong; set aside was ${[...reasons].map(text => text.slice(0, 160)).join(' | ') || 'nothing'}`,
        reproduce: '',
      });
  }
  return { what: 'set aside with a reason', tried, failures };
}

function impossibleOf({ rows }: Outcome): Check {
  const found = Object.entries(rows.impossible).filter(([, count]) => count > 0);
  const failures = found.map(([table, count]) => ({ told: `${count} rows of ${table}`, reproduce: '' }));
  return { what: 'nothing impossible is stored', tried: Object.keys(rows.impossible).length, failures };
}

/** The sum and every venue by itself go on, and say what they lack. */
function modelOf(how: string, { venues, heatmaps, present }: Outcome): Check {
  const failures: Failure[] = [];
  for (const [query, heatmap] of heatmaps) {
    const [symbol, exchange] = query.split('&exchange=');
    const own = venues.poisons.filter(one => marketOf(one.exchange).candles);
    if (exchange !== undefined && !own.some(one => one.exchange === exchange)) continue;
    const lost = own
      .filter(one => how === 'values' && symbol === POISONED && (exchange ?? one.exchange) === one.exchange)
      .map(one => ({ exchange: one.exchange, time: one.barTime }));
    const wrong = typeof heatmap === 'string' ? [heatmap] : modelFaults(heatmap, { present, lost });
    if (wrong.length > 0)
      failures.push({ told: `${query}: ${wrong.join('; ').slice(0, 600)}`, reproduce: '' });
  }
  return { what: 'models go on, gaps are said', tried: heatmaps.size, failures };
}

/** The whole ones are there, the others are set aside. */
function liquidationsOf({ told, rows, toldAt }: Outcome): Check {
  const stored = new Set(rows.liquidations.map(({ exchange, id }) => `${exchange} ${id}`));
  const failures: Failure[] = [];
  for (const [exchange, own] of Map.groupBy(told, one => one.exchange)) {
    const isStored = ({ feed, list }: LedgerEntry) =>
      [feed, list].some(one => one && stored.has(`${exchange} ${one.liquidation.id}`));
    const missing = own.filter(({ good, entry }) => good && !isStored(entry)).length;
    const late = rows.rejects.filter(({ source, time }) => source === exchange && time >= toldAt - 1_000);
    if (missing > 0)
      failures.push({ told: `${exchange}: ${missing} of 2 whole ones are missing`, reproduce: '' });
    if (late.length === 0)
      failures.push({ told: `${exchange}: none of 2 impossible ones was set aside`, reproduce: '' });
  }
  return { what: 'liquidations, one by one', tried: told.length, failures };
}
