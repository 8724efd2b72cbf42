import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { HeatmapJson } from '../../../schema/answer/heatmap.ts';
import { HOUR } from '../../../schema/range.ts';
import { catchUp } from '../../../workers/local/catch-up.ts';
import { writeRecording } from '../../support/write-recording.ts';
import { type Check, inFolder, withWorker } from '../harness.ts';
import { modelFaults } from './model-faults.ts';
import { readStoredRows } from './stored-rows.ts';

const IMPORT = resolve(import.meta.dirname, '../../../workers/local/import.ts');
/** Columns of `writeRecording`. */
const COLUMNS = ['time', 'open', 'high', 'low', 'close', 'volume', 'oi', 'long', 'short'] as const;
type Column = (typeof COLUMNS)[number];

/** A line's column and what it becomes. */
const POISONS: readonly [what: string, column: Column, value: (text: string) => string][] = [
  ['a close a little above its high', 'close', text => String(Number(text) * 1.1)],
  ['an open of 0', 'open', () => '0'],
  ['a low next to nothing', 'low', () => '1e-320'],
  ['a high beyond all', 'high', () => '1e308'],
  ['a price in another unit', 'high', text => String(Number(text) * 100_000)],
  ['a volume below 0', 'volume', () => '-5'],
  ['a volume beyond all', 'volume', () => '1e305'],
  ['an open interest below 0', 'oi', () => '-5'],
  ['an open interest beyond all', 'oi', () => '1e200'],
  ['longs beyond all', 'long', () => '1e308'],
  ['shorts below 0', 'short', () => '-1'],
  ['a close that is no number', 'close', () => 'NaN'],
  ['an infinite low', 'low', () => 'Infinity'],
];

/** A recording with lines that no market wrote. */
export const judgeRecording = (): Promise<Check[]> =>
  inFolder(async state => {
    const { file } = await writeRecording(state);
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    // Near the end, so that every range of days shows them; one in three hours.
    const places = POISONS.map((_, i) => lines.length - 100 + 3 * i);
    const times = places.map(place => Number(lines[place]?.split(',')[0]));
    for (const [i, [, column, value]] of POISONS.entries()) {
      const fields = (lines[places[i] as number] as string).split(',');
      const at = COLUMNS.indexOf(column);
      fields[at] = value(fields[at] as string);
      lines[places[i] as number] = fields.join(',');
    }
    await writeFile(file, `${lines.join('\n')}\n`);

    const { code, told } = await run(['--into', state, file]);
    const failures = POISONS.filter((_, i) => !told.includes(`:${(places[i] as number) + 1}`)).filter(
      (_, i) => !new RegExp(`line ${(places[i] as number) + 1}\\b`).test(told),
    );
    const { rejects, candles, impossible } = await readStoredRows(state);
    const present = Number(lines.at(-1)?.split(',')[0]) + HOUR;
    const stored = new Set(candles.map(({ time }) => time));
    const wrongly = POISONS.filter((_, i) => stored.has(times[i] as number));
    const reproduce = `npm run import -- ${file.split('/').at(-1)}, with the lines of test/outside/poisons/judge-recording.ts`;
    const fail = (list: readonly (typeof POISONS)[number][], text: string) =>
      list.map(([what]) => ({ told: `${what}: ${text}`, reproduce }));

    const stepped = await step(state);
    const model =
      stepped === undefined
        ? await withWorker({ state, mode: 'replay' }, async ({ url }) => {
            const answer = await fetch(`${url}/v1/heatmap?symbol=BTC&range=7d`);
            const lost = times.map(time => ({ exchange: 'binance', time }));
            return modelFaults((await answer.json()) as HeatmapJson, { present, lost });
          })
        : [stepped];
    const expected = lines.length - 1 - POISONS.length;
    return [
      {
        what: 'recording: told by line',
        tried: POISONS.length,
        failures: fail(failures, told.slice(0, 300)),
      },
      {
        what: 'recording: kept with a reason',
        tried: POISONS.length,
        failures:
          rejects.length === POISONS.length && code === 1
            ? []
            : [
                {
                  told: `expected ${POISONS.length} rejects and exit code 1, got ${rejects.length} and ${code}`,
                  reproduce,
                },
              ],
      },
      { what: 'recording: none is stored', tried: POISONS.length, failures: fail(wrongly, 'was stored') },
      {
        what: 'recording: all others are',
        tried: expected,
        failures:
          candles.length === expected && Object.values(impossible).every(count => count === 0)
            ? []
            : [
                {
                  told: `expected ${expected} candles, got ${candles.length}; impossible: ${JSON.stringify(impossible)}`,
                  reproduce,
                },
              ],
      },
      {
        what: 'recording: the model goes on, gaps are said',
        tried: POISONS.length + 1,
        failures: model.map(wrong => ({ told: wrong, reproduce })),
      },
    ];
  });

async function step(state: string): Promise<string | undefined> {
  try {
    await withWorker({ state, mode: 'replay' }, server => catchUp(server));
    return undefined;
  } catch (error) {
    return String((error as Error).cause ?? error);
  }
}

const run = (args: string[]): Promise<{ code: number; told: string }> =>
  new Promise(done => {
    execFile(process.execPath, [IMPORT, ...args], (error, out, err) =>
      done({ code: error ? Number(error.code) : 0, told: out + err }),
    );
  });
