import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { HeatmapJson } from '../../../schema/answer/heatmap.ts';
import type { Status } from '../../../schema/answer/status.ts';
import type { Exchange } from '../../../schema/exchange.ts';
import { candleFault } from '../../../schema/plausible.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import type { StepReport } from '../../../workers/symbol/step-symbol.ts';
import { seedCandles, waveCandles } from '../../support/seed-candles.ts';
import { forgetSymbols, inside, lanesOf, step } from '../../support/symbol-record.ts';
import { askJson } from '../api/market.ts';

const db = env.DB;
const HOURS = 40;
const end = Date.UTC(2026, 0, 5, 12);
const start = end - HOURS * HOUR;
const VENUES = ['binance', 'kraken', 'okx'] as const satisfies Exchange[];
const TABLES = [
  ...['candles', 'liquidation_bars', 'liquidations', 'feed_coverage', 'instruments', 'margin_tiers'],
  ...['rejects', 'reporting_shares'],
];

/** Empties the store and fills it with hours of three venues, their bars, rules and coverage. */
async function seed(): Promise<void> {
  await db.batch(TABLES.map(table => db.prepare(`DELETE FROM ${table}`)));
  await forgetSymbols('BTC');
  for (const exchange of VENUES) {
    await seedCandles(db, 'BTC', exchange, waveCandles(start, HOURS));
    await db.batch([
      db.prepare(`INSERT INTO instruments VALUES (?, 'X', 'BTC', 'USDT', 'linear', 1)`).bind(exchange),
      db.prepare(`INSERT INTO margin_tiers VALUES (?, 'X', 0, 0.004, 125, 0)`).bind(exchange),
      ...waveCandles(start, HOURS).map(({ time }) =>
        db
          .prepare(`INSERT INTO liquidation_bars VALUES ('BTC', ?, ?, ${HOUR}, 5000, 100, 2)`)
          .bind(exchange, time),
      ),
      db
        .prepare(`INSERT INTO feed_coverage (exchange, feed, hour, minutes) VALUES (?, 'x', ?, '{}')`)
        .bind(exchange, start),
    ]);
  }
}

async function stepAll(): Promise<StepReport> {
  for (let runs = 0; ; runs++) {
    const report = await step('BTC', { now: end + MINUTE, limit: 15 });
    if (!report.more) return report;
    expect(runs).toBeLessThan(20);
  }
}

const rows = async <Row>(sql: string) => (await db.prepare(sql).all<Row>()).results;
const ends = async () =>
  Object.fromEntries((await lanesOf('BTC')).map(({ exchange, end }) => [exchange, (end - start) / HOUR]));

/** No column is empty of which the answer does not say that nothing is known. */
function expectHonest({ time, price, cells, coverage }: HeatmapJson): void {
  const bytes = Uint8Array.from(atob(cells.base64), digit => digit.charCodeAt(0));
  for (let x = 0; x < time.count; x++) {
    if (bytes.subarray(x * price.count, (x + 1) * price.count).some(byte => byte !== 0)) continue;
    const from = time.start + x * time.step;
    const to = Math.min(from + time.step, end);
    for (const { gaps } of coverage)
      expect(gaps.some(([opens, ends]) => opens <= from && to <= ends)).toBe(true);
  }
}

/** SQL of what no market has, for a column that holds a number. */
const POISON = ['0', '-1', '1e308', '-1e308', '1e-320', '9e999', "'NaN'", "''", "x'00ff'", '1e30'];
const heatmap = () => askJson<HeatmapJson>('/v1/heatmap?symbol=BTC&range=3d', { mode: 'live' });

function atTheEnd(): void {
  vi.setSystemTime(end + MINUTE);
  onTestFinished(() => void vi.useRealTimers());
}

describe('a stored candle that no market can have', () => {
  test('is a hole of its venue: told once, forgotten, and neither it nor another venue stands still', async () => {
    atTheEnd();
    await seed();
    const bad = start + 20 * HOUR;
    await db.exec(`UPDATE candles SET close = high * 1.0001 WHERE exchange = 'okx' AND time = ${bad}`);
    expect((await stepAll()).failures).toBeUndefined();
    for (let beat = 0; beat < 3; beat++) await stepAll();
    expect(await ends()).toEqual({ binance: HOURS, kraken: HOURS, okx: HOURS });
    const [reject, ...others] = await rows<{ source: string; reason: string; payload: string; time: number }>(
      'SELECT * FROM rejects',
    );
    expect(others).toEqual([]);
    expect(reject).toMatchObject({
      source: 'okx',
      time: end + MINUTE,
      reason: expect.stringMatching(/^BTC candle high: expected at least [\d.]+ \(the close\), got [\d.]+$/),
    });
    expect(JSON.parse(reject?.payload ?? '')).toMatchObject({ symbol: 'BTC', time: bad, step: HOUR });
    const grid = await heatmap();
    expectHonest(grid);
    expect(grid.coverage.find(({ exchange }) => exchange === 'okx')?.gaps).toContainEqual([bad, bad + HOUR]);
    expect(grid.coverage.find(({ exchange }) => exchange === 'binance')?.gaps).not.toContainEqual([
      bad,
      bad + HOUR,
    ]);
    const { exchanges } = await askJson<Status>('/v1/status', { mode: 'live' });
    const okx = exchanges.find(({ exchange }) => exchange === 'okx');
    expect(okx?.rejects).toMatchObject({ total: 1, lastReason: reject?.reason });
    expect(okx?.model).toEqual({ lastTime: end });
  });

  test('does not keep the others waiting where it is the newest of its venue', async () => {
    await seed();
    const newest = end - HOUR;
    await db.exec(`UPDATE candles SET volume = -1 WHERE exchange = 'okx' AND time = ${newest}`);
    await step('BTC', { now: end + 1_000, limit: 1_000 });
    expect(await ends()).toEqual({ binance: HOURS, kraken: HOURS, okx: HOURS - 1 });
    const [sum] = await inside('BTC', own =>
      own.sql.exec<{ end: number }>('SELECT max(day) AS end FROM forecasts').toArray(),
    );
    expect(sum?.end).toBe(Math.floor(newest / DAY) * DAY);
  });

  test('fills whole pages without end: they are gone through, and the good ones behind are taken', async () => {
    await seed();
    await db.exec(`UPDATE candles SET low = 0 WHERE exchange = 'okx' AND time < ${start + 35 * HOUR}`);
    await stepAll();
    expect(await ends()).toEqual({ binance: HOURS, kraken: HOURS, okx: HOURS });
    expect(await rows(`SELECT count(*) AS n FROM candles WHERE exchange = 'okx'`)).toEqual([{ n: 5 }]);
    expect(await rows('SELECT count(*) AS n FROM rejects')).toEqual([{ n: 35 }]);
  });
});

test('open interest and liquidations that cannot be are missing beside a candle that stays, and are told', async () => {
  await seed();
  const at = (hours: number) => start + hours * HOUR;
  await db.exec(`UPDATE candles SET open_interest = -5 WHERE exchange = 'okx' AND time = ${at(5)}`);
  await db.exec(`UPDATE liquidation_bars SET long_usd = 1e60 WHERE exchange = 'okx' AND time = ${at(6)}`);
  await stepAll();
  expect(await rows('SELECT reason FROM rejects ORDER BY id')).toEqual([
    {
      reason: 'BTC candle openInterest: expected a number of at least 0 and at most 1e+21, got -5',
    },
    { reason: 'BTC candle longUsd: expected a number of at least 0 and at most 10000000000000, got 1e+60' },
  ]);
  expect(await rows(`SELECT count(*) AS n FROM candles WHERE exchange = 'okx'`)).toEqual([{ n: HOURS }]);
  expect(await rows(`SELECT open_interest FROM candles WHERE exchange = 'okx' AND time = ${at(5)}`)).toEqual([
    { open_interest: null },
  ]);
  expect(await ends()).toEqual({ binance: HOURS, kraken: HOURS, okx: HOURS });
});

test('a minute of liquidations that cannot be makes their sum unknown, not smaller', async () => {
  await seed();
  await db.exec(`DELETE FROM liquidation_bars`);
  const minute = (n: number, usd: string) =>
    `INSERT INTO liquidation_bars VALUES ('BTC', 'okx', ${start + HOUR + n * MINUTE}, ${MINUTE}, ${usd}, 7, 1)`;
  for (const [n, usd] of ['100', '-40', '20'].entries()) await db.exec(minute(n, usd));
  await stepAll();
  expect(await rows('SELECT reason FROM rejects')).toEqual([
    {
      reason: 'BTC candle longUsd: expected a number of at least 0 and at most 10000000000000, got -1',
    },
  ]);
});

test.each([
  ['a lowest tier of half of everything at 1×', '0.5, 1'],
  ['one of all of it', '1, 1'],
  ['a rate in percent', '40, 125'],
  ['leverage without bound', '0.004, 9e999'],
  ['no leverage', '0.004, 0'],
])('%s as the rules of a venue stops nothing', async (_, rule) => {
  await seed();
  await db.exec(`DELETE FROM margin_tiers WHERE exchange = 'okx'`);
  await db.exec(`INSERT INTO margin_tiers VALUES ('okx', 'X', 0, ${rule}, 0)`);
  expect((await stepAll()).failures).toBeUndefined();
  expect(await ends()).toEqual({ binance: HOURS, kraken: HOURS, okx: HOURS });
});

test('whatever is stored, stepping goes on with all that is good, and says of the rest that it is not there', async () => {
  atTheEnd();
  const candles = fc.record({
    table: fc.constant('candles'),
    column: fc.constantFrom('open', 'high', 'low', 'close', 'volume', 'buy_volume', 'open_interest', 'step'),
  });
  const bars = fc.record({
    table: fc.constant('liquidation_bars'),
    column: fc.constantFrom('long_usd', 'short_usd', 'count'),
  });
  const tiers = fc.record({
    table: fc.constant('margin_tiers'),
    column: fc.constantFrom('maintenance_margin_rate', 'max_leverage', 'min_notional_usd'),
  });
  const coverage = fc.record({ table: fc.constant('feed_coverage'), column: fc.constant('minutes') });
  const value = fc.oneof(
    fc.constantFrom(...POISON),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  );
  const edit = fc.record({
    where: fc.oneof(
      { weight: 6, arbitrary: candles },
      { weight: 2, arbitrary: bars },
      { weight: 1, arbitrary: tiers },
      { weight: 1, arbitrary: coverage },
    ),
    value,
    exchange: fc.constantFrom('kraken', 'okx'),
    from: fc.nat({ max: HOURS - 1 }),
    count: fc.integer({ min: 1, max: 20 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async edits => {
      await seed();
      for (const { where, value, exchange, from, count } of edits) {
        // No step is without end: JSON could not name the row again.
        if (where.column === 'step' && value.includes('999')) continue;
        const span =
          where.table === 'margin_tiers' || where.table === 'feed_coverage'
            ? ''
            : `AND time >= ${start + from * HOUR} AND time < ${start + (from + count) * HOUR}`;
        await db.exec(
          `UPDATE OR IGNORE ${where.table} SET ${where.column} = ${value} WHERE exchange = '${exchange}' ${span}`,
        );
      }
      expect((await stepAll()).failures).toBeUndefined();
      expect((await ends()).binance).toBe(HOURS);
      const left = await rows<Record<string, number>>(
        `SELECT exchange, time, step, open, high, low, close, volume, buy_volume AS buyVolume FROM candles`,
      );
      for (const { buyVolume, ...row } of left)
        expect(
          candleFault({ ...row, ...(buyVolume !== null && { buyVolume }) } as Parameters<
            typeof candleFault
          >[0]),
        ).toBeUndefined();
      const told = await rows('SELECT * FROM rejects');
      await stepAll();
      expect(await rows('SELECT * FROM rejects')).toEqual(told);
      expectHonest(await heatmap());
    }),
    { numRuns: 25, seed: 9 },
  );
}, 120_000);
