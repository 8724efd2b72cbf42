import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../schema/range.ts';
import { followPath } from '../../workers/local/score/follow-path.ts';
import { forecastMarket } from '../../workers/local/score/forecast-market.ts';
import { readMarket } from '../../workers/local/score/read-market.ts';
import { readPath } from '../../workers/local/score/read-path.ts';
import type { ModelCandle } from '../../workers/model/filter.ts';
import { scoreTogether } from '../../workers/model/score/score.ts';

const SCORE = join(import.meta.dirname, '../../workers/local/score.ts');
const RECORDED = join(import.meta.dirname, '../../../shared/recorded');

const run = async (args: string[]) => {
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [SCORE, ...args])) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'score-'));
});
afterAll(() => rm(folder, { recursive: true }));

const START = Date.UTC(2024, 0, 1);

/** Hours in which the price swings by 2 %, with liquidations where it moves. */
async function writeMarket(name: string, hours: number): Promise<string> {
  const price = (hour: number) => 100 * (1 + 0.02 * Math.sin(hour / 5));
  const lines = Array.from({ length: hours }, (_, hour) => {
    const [open, close] = [price(hour), price(hour + 1)];
    const fell = open > close;
    return [
      START + hour * HOUR,
      open,
      Math.max(open, close),
      Math.min(open, close),
      close,
      1000,
      5000,
      fell ? 900 : 0,
      fell ? 0 : 700,
    ].join(',');
  });
  const path = join(folder, name);
  await writeFile(
    path,
    `open_time_ms,open,high,low,close,volume_base,oi_base,liq_long_usd,liq_short_usd\n${lines.join('\n')}\n`,
  );
  return path;
}

describe('npm run score', () => {
  test('prints four skills, calibration and the best quarter, and writes a row per bar and side', async () => {
    const file = await writeMarket('binance-BTCUSDT-1h-2024-01-01.csv', 200);
    const out = join(folder, 'rows.csv');
    const { code, stdout } = await run([file, '--out', out]);
    expect(code).toBe(0);
    expect(stdout).toContain('binance-BTCUSDT-1h-2024-01-01.csv: 320 forecasts on 8 days');
    for (const opponent of ['constant', 'swept range', 'time since swept', 'learned sweep-curve']) {
      expect(stdout).toMatch(new RegExp(`skill against ${opponent} +-?\\d+\\.\\d{3} \\[`));
    }
    expect(stdout).toMatch(/raw dollars: forecast ÷ reported \d/);
    const rows = (await readFile(out, 'utf8')).trim().split('\n');
    expect(rows).toHaveLength(1 + 2 * 200);
    expect(rows.slice(0, 3)).toEqual([
      't_ms,side,forecast_usd,observed_usd',
      `${START},long,,0`,
      `${START},short,,700`,
    ]);
    expect(rows.at(-1)).toMatch(/^1704783600000,short,\d+(\.\d+)?(e-\d+)?,\d+$/);
  });

  test('scores several symbols one by one and writes a file for each', async () => {
    const files = [
      await writeMarket('binance-BTCUSDT-1h-2024-01-01.csv', 100),
      await writeMarket('binance-ETHUSDT-1h-2024-01-01.csv', 100),
    ];
    const { code, stdout } = await run([...files, '--out', join(folder, 'both.csv')]);
    expect(code).toBe(0);
    expect(stdout).toContain('all files together: 320 forecasts');
    expect(await readFile(join(folder, 'both-BTC.csv'), 'utf8')).toBe(
      await readFile(join(folder, 'both-ETH.csv'), 'utf8'),
    );
  });

  test('says what is wrong with its arguments and files', async () => {
    expect(await run([])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('expected one or more csv files'),
    });
    expect(await run(['x.csv', '--maintenance', 'much'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('got "much"'),
    });
    const gone = join(folder, 'binance-BTCUSDT-1h-2020-01-01.csv');
    expect(await run([gone])).toMatchObject({ code: 2, stderr: expect.stringContaining(gone) });
    const marks = join(folder, 'marks.csv');
    await writeFile(marks, 'time_ms,oi_base,implied_mark_price\n0,1,\n');
    expect(await run([gone, '--path', marks])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('marks.csv, line 2'),
    });
  });
});

describe('a path of marks inside hours', () => {
  const hours: ModelCandle[] = [
    { time: 0, step: HOUR, open: 100, high: 101, low: 99, close: 100, volume: 120 },
    {
      time: HOUR,
      step: HOUR,
      open: 100,
      high: 110,
      low: 90,
      close: 105,
      volume: 999,
      liquidations: { longUsd: 5, shortUsd: 6 },
    },
  ];
  const marks = new Map(
    [98, 95, 97, 100, 103, 107, 130, 108, 106, 104, 103, 102].map((markPrice, k) => [
      HOUR + (k + 1) * 5 * MINUTE,
      { openInterest: 1000 + k, markPrice },
    ]),
  );

  test('runs from mark to mark, with the true extremes on the most extreme steps', () => {
    const [whole, ...steps] = followPath(hours, marks);
    expect(whole).toBe(hours[0]);
    expect(steps).toHaveLength(12);
    expect(steps.map(step => step.close)).toEqual([98, 95, 97, 100, 103, 107, 110, 108, 106, 104, 103, 105]);
    expect(steps.map(step => step.low)).toEqual([98, 90, 95, 97, 100, 103, 107, 108, 106, 104, 103, 103]);
    expect(Math.max(...steps.map(step => step.high))).toBe(110);
    expect(steps[0]?.openInterest).toBe(1000);
  });

  test('knows of the hour only what was known: past volume, and reports with the last step', () => {
    const steps = followPath(hours, marks).slice(1);
    // The only hour before had 120.
    expect(steps.map(step => step.volume)).toEqual(new Array(12).fill(10));
    expect(steps.slice(0, 11).every(step => step.liquidations === undefined)).toBe(true);
    expect(steps[11]?.liquidations).toEqual({ longUsd: 5, shortUsd: 6, since: HOUR });
  });

  test('leaves an hour whole where a mark is missing', () => {
    const holed = new Map(marks);
    holed.delete(HOUR + 30 * MINUTE);
    expect(followPath(hours, holed)).toEqual(hours);
  });

  test('gives forecasts that are summed by hour', () => {
    const bars = forecastMarket(followPath(hours, marks), {});
    expect(bars.map(({ time, step, low, high, close }) => [time, step, low, high, close])).toEqual([
      [0, HOUR, 99, 101, 100],
      [HOUR, HOUR, 90, 110, 105],
    ]);
    expect(bars[0]?.forecast).toBeUndefined();
    expect(bars[1]?.forecast?.longUsd).toBeGreaterThan(0);
    expect(bars[1]?.observed).toEqual({ longUsd: 5, shortUsd: 6 });
  });
});

const windows = ['binance-BTCUSDT-1h-2024-06-19.csv.gz', 'aggregate-BTCUSDT-1h-2025-12-04.csv.gz'];
const recorded = (file: string) => readMarket(join(RECORDED, file), text => expect.unreachable(text));

describe.skipIf(!existsSync(RECORDED))(
  'on recorded markets (skipped where ../shared/recorded is absent)',
  () => {
    test('hourly forecasts beat the learned sweep-curve, and their dollars are dollars', async () => {
      const markets = await Promise.all(windows.map(recorded));
      const found = scoreTogether(markets.map(({ candles }) => forecastMarket(candles, {})));
      expect(found.skill.constant?.value).toBeGreaterThan(0.74);
      expect(found.skill.sweepCurve?.value).toBeGreaterThan(0.14);
      expect(found.skill.sweepCurve?.low).toBeGreaterThan(0.1);
      expect(found.calibration?.sum).toBeGreaterThan(0.8);
      expect(found.calibration?.sum).toBeLessThan(1.25);
    });

    test('living on 5-minute steps they are better still', async () => {
      const market = await recorded(windows[1] as string);
      const marks = await readPath(join(RECORDED, 'binance-BTCUSDT-oi-5m-2025-12-01.csv.gz'));
      const skillOf = (candles: ModelCandle[]) =>
        scoreTogether([forecastMarket(candles, {})]).skill.sweepCurve?.value ?? 0;
      expect(skillOf(followPath(market.candles, marks))).toBeGreaterThan(skillOf(market.candles));
    });

    test('daily bars of seven coins are forecast better than by a constant', async () => {
      const coins = ['ADA', 'BNB', 'BTC', 'DOGE', 'ETH', 'SOL', 'XRP'];
      const markets = await Promise.all(
        coins.map(coin => recorded(`aggregate-${coin}USDT-1d-2020-12-23.csv.gz`)),
      );
      for (const { symbol, candles } of markets) {
        const found = scoreTogether([forecastMarket(candles, {})]);
        expect(found.skill.constant?.low, symbol).toBeGreaterThan(0.5);
        expect(found.calibration?.sum, symbol).toBeGreaterThan(0.8);
        expect(found.calibration?.sum, symbol).toBeLessThan(1.25);
      }
    });
  },
);
