import type { HeatmapJson } from '../../../schema/answer/heatmap.ts';
import type { Exchange } from '../../../schema/exchange.ts';
import { MINUTE } from '../../../schema/range.ts';
import type { IngestBatch } from '../../../workers/ingest/batch.ts';
import { postBatch } from '../../../workers/ingest/post-batch.ts';
import { openDatabase } from '../../../workers/local/database.ts';
import { type Check, type Failure, inFolder, withWorker } from '../harness.ts';
import { modelFaults } from './model-faults.ts';
import { readStoredRows } from './stored-rows.ts';

const SECRET = 'of the judge alone';
const STEP = 5 * MINUTE;
const BARS = 288;
/** A venue for every batch, so that none is taken for another's. */
const [EXCHANGE, CLEAN] = ['hyperliquid', 'mexc'] as const satisfies Exchange[];

/** Rows of a batch as a relay would send them, and one among them that no market has. */
function batchWith(part: keyof IngestBatch, end: number): { batch: IngestBatch; bad: object; place: number } {
  const first = end - BARS * STEP;
  const track = { symbol: 'BTC', exchange: EXCHANGE };
  const of = <Row extends object>(make: (time: number, i: number) => Row, spoil: Partial<Row>) => {
    const rows = Array.from({ length: BARS }, (_, i) => make(first + i * STEP, i));
    const place = Math.floor(BARS / 2);
    rows[place] = { ...(rows[place] as Row), ...spoil };
    return {
      batch: { [part]: rows } as IngestBatch,
      bad: rows[place] as object,
      place: first + place * STEP,
    };
  };
  const price = (i: number) => 80_000 * (1 + 0.01 * Math.sin(i / 9));
  switch (part) {
    case 'candles':
      return of(
        (time, i) => {
          const [open, close] = [price(i), price(i + 1)];
          const [high, low] = [Math.max(open, close) * 1.001, Math.min(open, close) * 0.999];
          return { ...track, time, step: STEP, open, high, low, close, volume: 50 };
        },
        { close: 90_000 },
      );
    case 'openInterest':
      return of(time => ({ ...track, time, openInterest: 20_000 }), { openInterest: -5 });
    case 'accountRatios':
      return of(time => ({ ...track, time, ratio: 1.2 }), { ratio: -3 });
    case 'liquidationBars':
      return of(time => ({ ...track, time, step: STEP, longUsd: 1_000, shortUsd: 2_000, count: 3 }), {
        longUsd: 1e60,
      });
    case 'marginTiers':
      return of(
        (_, i) => ({
          ...{ exchange: EXCHANGE, instrument: `C${i}`, minNotionalUsd: 0, maintenanceMarginRate: 0.005 },
          ...{ maxLeverage: 100, maintenanceDeductionUsd: 0 },
        }),
        { maxLeverage: 0 },
      );
    case 'instruments':
      return of(
        (_, i) => ({ ...track, instrument: `C${i}`, quote: 'USD', kind: 'linear' as const, contractSize: 1 }),
        { contractSize: -1 },
      );
    default:
      return of(
        (time, i) => ({
          ...track,
          ...{ instrument: 'BTC', side: 'long' as const, price: 80_000, priceKind: 'fill' as const },
          ...{ quantity: 1, notionalUsd: 80_000, id: `${part} ${i}` },
          // The second telling is of others: of the same it would be known.
          time: part === 'secondHand' ? time + STEP / 2 : time,
        }),
        { price: 1e300 },
      );
  }
}

const PARTS = [
  'instruments',
  'marginTiers',
  'candles',
  'openInterest',
  'accountRatios',
  'liquidationBars',
  'liquidations',
  'secondHand',
] as const satisfies (keyof IngestBatch)[];

/** Signed batches, each with one row that cannot be. */
export const judgeBatch = (): Promise<Check[]> =>
  inFolder(async state => {
    await (await openDatabase({ into: state })).close();
    const end = Math.floor(Date.now() / STEP) * STEP;
    const places = new Map(PARTS.map(part => [part, batchWith(part, end).place]));
    const variables = {
      RELAY_SECRET: SECRET,
      EXCHANGES: 'gate',
      EXCHANGE_PROXY: 'http://localhost:9',
      SYMBOLS: 'ETH',
    };
    const refused: Failure[] = [];
    const model = await withWorker({ state, mode: 'live', variables }, async server => {
      for (const part of PARTS) {
        const { batch, bad } = batchWith(part, end);
        try {
          await postBatch(server.url, SECRET, batch);
        } catch (error) {
          const reproduce = `POST /ingest, signed, ${BARS} ${part}, one of them ${JSON.stringify(bad)}`;
          refused.push({ told: `${part}: ${String(error).slice(0, 250)}`, reproduce });
        }
      }
      const { batch } = batchWith('candles', end);
      const whole = batch.candles
        ?.filter(({ close }) => close < 85_000)
        .map(row => ({ ...row, exchange: CLEAN }));
      await postBatch(server.url, SECRET, { candles: whole ?? [] });
      for (let i = 0; i < 3; i++) await server.tick().catch(() => undefined);
      const answer = await fetch(`${server.url}/v1/heatmap?symbol=BTC`);
      if (!answer.ok) return [`heatmap: ${answer.status} ${await answer.text()}`];
      const lost = [{ exchange: EXCHANGE, time: places.get('candles') ?? 0 }];
      return modelFaults((await answer.json()) as HeatmapJson, { present: end - 2 * STEP, lost });
    });
    const { candles, liquidations, rejects, impossible } = await readStoredRows(state);
    const stored = [
      ['candles', candles.filter(({ exchange }) => exchange === EXCHANGE).length, BARS - 1],
      ['liquidations', liquidations.length, 2 * (BARS - 1)],
      ['rejects', rejects.length, PARTS.length],
      ['impossible rows', Object.values(impossible).reduce((sum, count) => sum + count, 0), 0],
    ] as const;
    const reproduce = 'npm run outside -- poisons';
    return [
      { what: 'batch: taken', tried: PARTS.length, failures: refused },
      {
        what: 'batch: all rows but the poisoned',
        tried: stored.length,
        failures: stored.flatMap(([what, got, expected]) =>
          got === expected ? [] : [{ told: `expected ${expected} ${what}, got ${got}`, reproduce }],
        ),
      },
      {
        what: 'batch: the model goes on, gaps are said',
        tried: 1,
        failures: model.map(told => ({ told, reproduce })),
      },
    ];
  });
