import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenDatabase, openDatabase } from '../../workers/local/database.ts';
import { type ImportedFile, importHistory } from '../../workers/local/import-history.ts';

const RECORDED = join(import.meta.dirname, '../../../shared/recorded');
const absent = !existsSync(RECORDED);
if (absent) console.warn(`${RECORDED} is absent: the tests on real recordings are skipped`);

const HOUR = 3_600_000;

describe.skipIf(absent)('real recordings keep their known truths', () => {
  let folder: string;
  let database: OpenDatabase;
  let imported: ImportedFile[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'import-recorded-test-'));
    database = await openDatabase({ into: folder });
    const names = [
      'binance-BTCUSDT-1h-2024-06-19',
      'aggregate-BTCUSDT-1h-2025-12-04',
      'aggregate-BTCUSDT-1d-2020-12-23',
      'aggregate-DOGEUSDT-1d-2020-12-23',
      'binance-DOGEUSDT-5m-2024-09-13',
    ];
    imported = await importHistory(
      database.db,
      names.map(name => join(RECORDED, `${name}.csv.gz`)),
    );
  });
  afterAll(async () => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });

  const all = async (sql: string) => (await database.db.prepare(sql).all<Record<string, number>>()).results;

  test('every bar is in, and no line is set aside', () => {
    expect(
      imported.map(({ exchange, symbol, step, rows, rejects }) => [exchange, symbol, step, rows, rejects]),
    ).toEqual([
      ['binance', 'BTC', HOUR, 1_465, 0],
      ['aggregate', 'BTC', HOUR, 2_078, 0],
      ['aggregate', 'BTC', 24 * HOUR, 1_721, 0],
      ['aggregate', 'DOGE', 24 * HOUR, 1_721, 0],
      ['binance', 'DOGE', 5 * 60_000, 1_441, 0],
    ]);
    expect(imported[0]).toMatchObject({
      firstTime: Date.UTC(2024, 5, 19, 21),
      lastTime: Date.UTC(2024, 7, 19, 21),
    });
  });

  test('the crash of 2024-08-05 bottoms at 48,888.0 in the bar of 06:00', async () => {
    const rows = await all(
      `SELECT time, low FROM candles WHERE symbol = 'BTC' AND exchange = 'binance' ORDER BY low LIMIT 1`,
    );
    expect(rows).toEqual([{ time: Date.UTC(2024, 7, 5, 6), low: 48_888 }]);
  });

  test('that day liquidated about 52 M USD of longs and 31 M USD of shorts on Binance', async () => {
    const day = Date.UTC(2024, 7, 5);
    const [sum] = await all(
      `SELECT sum(long_usd) / 1e6 AS longs, sum(short_usd) / 1e6 AS shorts FROM liquidation_bars
       WHERE symbol = 'BTC' AND exchange = 'binance' AND time >= ${day} AND time < ${day + 24 * HOUR}`,
    );
    expect(sum?.longs).toBeCloseTo(52, 0);
    expect(sum?.shorts).toBeCloseTo(31, 0);
  });

  test('2026-02-05 is the worst day of its file', async () => {
    const rows = await all(
      `SELECT time / ${24 * HOUR} * ${24 * HOUR} AS day FROM liquidation_bars
       WHERE symbol = 'BTC' AND exchange = 'aggregate' AND step = ${HOUR}
       GROUP BY 1 ORDER BY sum(long_usd + short_usd) DESC LIMIT 1`,
    );
    expect(rows).toEqual([{ day: Date.UTC(2026, 1, 5) }]);
  });

  test('2021-05-19 fell from 43,615.93 to 32,620 with 1,386 M USD of longs and 203 M of shorts', async () => {
    const time = Date.UTC(2021, 4, 19);
    const [bar] = await all(
      `SELECT high, low, long_usd / 1e6 AS longs, short_usd / 1e6 AS shorts
       FROM candles JOIN liquidation_bars USING (symbol, exchange, time, step)
       WHERE symbol = 'BTC' AND exchange = 'aggregate' AND time = ${time} AND step = ${24 * HOUR}`,
    );
    expect(bar).toMatchObject({ high: 43_615.93, low: 32_620 });
    expect(bar?.longs).toBeCloseTo(1_386, 0);
    expect(bar?.shorts).toBeCloseTo(203, 0);
  });

  test('what a file did not record stays unknown', async () => {
    expect(
      await all(
        `SELECT count(*) AS bars, count(buy_volume) AS bought FROM candles WHERE exchange = 'aggregate'`,
      ),
    ).toEqual([{ bars: 2_078 + 2 * 1_721, bought: 0 }]);
    expect(
      await all(`SELECT count(*) AS n FROM liquidation_bars WHERE symbol = 'DOGE' AND exchange = 'binance'`),
    ).toEqual([{ n: 0 }]);
    // Its first line has no account ratio; the others have.
    expect(
      await all(
        `SELECT min(time) AS time FROM account_ratios WHERE symbol = 'DOGE' AND exchange = 'binance'`,
      ),
    ).toEqual([{ time: Date.UTC(2024, 8, 13, 21, 10) }]);
  });
});
