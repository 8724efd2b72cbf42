import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { History } from '../../schema/answer/history.ts';
import { DAY, HOUR, INTERVALS, type Interval, RANGE_NAMES, RANGES } from '../../schema/range.ts';
import { readHistory } from '../../workers/api/history.ts';
import { openDatabase } from '../../workers/local/database.ts';
import { importHistory } from '../../workers/local/import-history.ts';
import { recordInNode } from '../support/own-in-node.ts';

const RECORDED = join(import.meta.dirname, '../../../shared/recorded');
const absent = !existsSync(RECORDED);
if (absent) console.warn(`${RECORDED} is absent: the tests on real recordings are skipped`);

type Line = { time: number; step: number; longUsd: number; shortUsd: number };

/** The lines of a recording in which both sides were recorded. */
async function linesOf(file: string): Promise<Line[]> {
  const [head = '', ...lines] = gunzipSync(await readFile(file))
    .toString()
    .trim()
    .split('\n');
  const at = (name: string) => head.trim().split(',').indexOf(name);
  const step = file.includes('-1d-') ? DAY : HOUR;
  return lines.flatMap(line => {
    const fields = line.split(',');
    const [long = '', short = ''] = [fields[at('liq_long_usd')], fields[at('liq_short_usd')]];
    if (long === '' || short === '') return [];
    return [{ time: Number(fields[0]), step, longUsd: Number(long), shortUsd: Number(short) }];
  });
}

/** By default, finer than the data, and whole multiples of their steps. */
const ASKED: (Interval | undefined)[] = [undefined, '1m', '4h', '1d'];

/** Answers to every range in several intervals, of a database that holds only these files. */
async function answersTo(files: readonly string[]): Promise<History[]> {
  const folder = await mkdtemp(join(tmpdir(), 'history-recorded-test-'));
  const { db, close } = await openDatabase({ into: folder });
  try {
    await importHistory(db, files);
    const { own } = await recordInNode(db, 'BTC', { now: Date.now(), steps: false });
    const inside = { OWN: own, SYMBOL: 'BTC', MODE: 'replay' } as const;
    const questions = RANGE_NAMES.flatMap(range =>
      ASKED.map(interval => ({ range, interval, now: Date.now() })),
    );
    return await Promise.all(questions.map(question => readHistory(inside, 'all', question)));
  } finally {
    await close();
    await rm(folder, { recursive: true, force: true });
  }
}

describe.skipIf(absent)('history of real recordings (skipped where ../shared/recorded is absent)', () => {
  test.each([
    ['hours', ['binance-BTCUSDT-1h-2024-06-19']],
    [
      'days, and later hours of which some are missing',
      ['aggregate-BTCUSDT-1d-2020-12-23', 'aggregate-BTCUSDT-1h-2025-12-04'],
    ],
  ])(
    '%s: every bar of every range is the sum of its lines, and covered as far as there are lines',
    async (_, names) => {
      const files = names.map(name => join(RECORDED, `${name}.csv.gz`));
      const lines = (await Promise.all(files.map(linesOf))).flat();
      for (const { range, interval, from, to, generatedAt, bars } of await answersTo(files)) {
        const step = INTERVALS[interval];
        const what = `${range} by ${interval}`;
        expect(from, what).toBe(Math.floor((generatedAt - RANGES[range].span) / step) * step);
        expect(to, what).toBe(generatedAt);
        const told = lines.filter(line => line.time >= from && line.time < to);
        const expected = [...Map.groupBy(told, line => Math.floor(line.time / step) * step)]
          .sort(([a], [b]) => a - b)
          .map(([time, own]) => ({
            time,
            covered: own.reduce((ms, line) => ms + line.step, 0) / step,
            longUsd: own.reduce((sum, line) => sum + line.longUsd, 0),
            shortUsd: own.reduce((sum, line) => sum + line.shortUsd, 0),
          }));
        expect(
          bars.map(bar => bar.time),
          what,
        ).toEqual(expected.map(bar => bar.time));
        // Shares are said to a hundredth of a percent, dollars to the cent.
        const off = (of: 'covered' | 'longUsd' | 'shortUsd') =>
          Math.max(
            ...bars.map((bar, i) => Math.abs((bar[of] ?? Number.NaN) - (expected[i]?.[of] ?? Number.NaN))),
          );
        expect(off('covered'), what).toBeLessThan(0.000_051);
        expect(off('longUsd'), what).toBeLessThan(0.005_1);
        expect(off('shortUsd'), what).toBeLessThan(0.005_1);
      }
    },
  );
});
