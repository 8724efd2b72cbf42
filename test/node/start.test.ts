import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readStartArguments } from '../../workers/local/start-arguments.ts';

const ROOT = resolve(import.meta.dirname, '../..');

function start(...parameters: string[]) {
  return spawnSync(process.execPath, [join(ROOT, 'workers/local/start.ts'), ...parameters], {
    encoding: 'utf8',
  });
}

test('a wrong option ends with what is wrong and how to ask', () => {
  const { status, stderr, stdout } = start('--port', 'many');
  expect(stderr).toContain('start: --port: expected a number from 1 to 65535, got "many"');
  expect(stderr).toContain('usage: npm start [-- <options>]');
  expect([status, stdout]).toEqual([2, '']);
});

test('a recording that is not there is named', () => {
  const { status, stderr } = start('--replay', 'missing.csv');
  expect(stderr).toContain('start: missing.csv: expected a file that can be read');
  expect(status).toBe(1);
});

test('without an option the market is chosen by itself, on the usual port', () => {
  expect(readStartArguments([])).toEqual({ mode: 'auto', port: 8787, state: undefined, files: [] });
});

test('recordings, port and folder are taken', () => {
  expect(
    readStartArguments(['--replay', 'a.csv', 'b.csv.gz', '--port', '9000', '--state', '/tmp/x']),
  ).toEqual({
    mode: 'replay',
    port: 9000,
    state: '/tmp/x',
    files: ['a.csv', 'b.csv.gz'],
  });
});

test.each([
  [['--port', '70000'], '--port: expected a number from 1 to 65535, got "70000"'],
  [['--live', '--simulate'], 'expected one of --live, --simulate, --replay, got --live and --simulate'],
  [['--replay'], '--replay: expected csv files, got none'],
  [['bars.csv'], 'expected no file without --replay, got bars.csv'],
  [['--reply', 'bars.csv'], "Unknown option '--reply'"],
])('%j is refused, saying why', (parameters, told) => {
  expect(() => readStartArguments(parameters)).toThrow(told);
});
