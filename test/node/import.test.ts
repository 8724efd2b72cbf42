import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../workers/local/database.ts';

const ROOT = join(import.meta.dirname, '../..');
const HEADER = 'open_time_ms,open,high,low,close,volume_base';
const START = Date.UTC(2024, 0, 1);
const STEPS = { '1m': 60_000, '5m': 300_000, '1h': 3_600_000, '1d': 86_400_000 };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Ran = { code: number; out: string; err: string };

/** The command as a user runs it, in the folder of the test's files. */
function importInto(into: string, ...args: string[]): Promise<Ran> {
  return run([join(ROOT, 'workers/local/import.ts'), '--into', join(folder, into), ...args]);
}

function run(args: string[]): Promise<Ran> {
  const env = { ...process.env, CLOUDFLARE_API_TOKEN: '', WRANGLER_SEND_METRICS: 'false' };
  return new Promise(done => {
    execFile(process.execPath, args, { cwd: folder, env }, (error, out, err) => {
      done({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}

async function rowsOf(into: string, sql: string): Promise<Record<string, unknown>[]> {
  const { db, close } = await openDatabase({ into: join(folder, into) });
  try {
    return (await db.prepare(sql).all<Record<string, unknown>>()).results;
  } finally {
    await close();
  }
}

const file = (name: string, content: string | Uint8Array) => writeFile(join(folder, name), content);

const lines = (count: number, step: number, more = '') =>
  Array.from({ length: count }, (_, i) => `${START + i * step},100,110,90,105,7${more}`);

test('bars of 1m, 5m, 1h and 1d, gzip by content whatever the name, are imported by one command', async () => {
  const names: string[] = [];
  for (const [name, step] of Object.entries(STEPS)) {
    const text = [HEADER, ...lines(3, step)].join('\n');
    names.push(`binance-BTCUSDT-${name}-2024-01-01.csv`);
    await file(names.at(-1) as string, name === '5m' ? gzipSync(text) : text);
  }
  await file('okx-ETHUSDT-1h-2024-01-01.csv.gz', [HEADER, ...lines(2, STEPS['1h'])].join('\r\n'));
  const { code, out, err } = await importInto('steps', ...names, 'okx-ETHUSDT-1h-2024-01-01.csv.gz');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain(
    'binance-BTCUSDT-1d-2024-01-01.csv: binance BTC, 3 bars of 1d, 2024-01-01 00:00 to 2024-01-04 00:00 UTC',
  );
  const sql = 'SELECT exchange, symbol, step, count(*) AS n FROM candles GROUP BY 1, 2, 3 ORDER BY 1, 2, 3';
  expect(await rowsOf('steps', sql)).toEqual([
    { exchange: 'binance', symbol: 'BTC', step: 60_000, n: 3 },
    { exchange: 'binance', symbol: 'BTC', step: 300_000, n: 3 },
    { exchange: 'binance', symbol: 'BTC', step: 3_600_000, n: 3 },
    { exchange: 'binance', symbol: 'BTC', step: 86_400_000, n: 3 },
    { exchange: 'okx', symbol: 'ETH', step: 3_600_000, n: 2 },
  ]);
});

test('broken lines are named, counted and kept aside; the others are in, and the exit code is 1', async () => {
  const name = 'binance-BTCUSDT-1h-2024-01-01.csv';
  const all = [HEADER, ...lines(40, STEPS['1h'])];
  all[16] = (all[16] as string).replace('110', 'x');
  await file(name, all.join('\n'));
  const { code, out, err } = await importInto('broken', name);
  expect(code).toBe(1);
  expect(err).toBe(`${name}:17: column high: expected a number above 0, got "x"\n`);
  expect(out).toContain(
    '39 bars of 1h, 2024-01-01 00:00 to 2024-01-02 16:00 UTC, 1 missing between, 1 line set aside',
  );
  expect(await rowsOf('broken', 'SELECT source, reason, payload FROM rejects')).toEqual([
    {
      source: name,
      reason: 'line 17: column high: expected a number above 0, got "x"',
      payload: `${START + 15 * STEPS['1h']},100,x,90,105,7`,
    },
  ]);
});

test('of many broken lines the first twenty are printed and the rest is counted', async () => {
  const name = 'binance-BTCUSDT-5m-2024-01-01.csv';
  await file(name, [HEADER, ...lines(3, STEPS['5m']), ...Array.from({ length: 32 }, () => 'x')].join('\n'));
  const { code, err } = await importInto('many', name);
  const printed = err.trimEnd().split('\n');
  expect(code).toBe(1);
  expect(printed).toHaveLength(21);
  expect(printed[0]).toBe(`${name}:5: expected 6 fields, got 1`);
  expect(printed.at(-1)).toBe(`${name}: and 12 more`);
});

describe('what cannot be read at all exits with 2 and says why', () => {
  test('files that are empty, without bars, with a wrong header or other bars than the name says', async () => {
    await file('binance-ADAUSDT-1h-2024-01-01.csv', '');
    await file('binance-BNBUSDT-1h-2024-01-01.csv', `${HEADER}\n`);
    await file('binance-XRPUSDT-1h-2024-01-01.csv', `${HEADER},funding\n1,2,3,4,5,6,7\n`);
    await file('binance-DOGEUSDT-1h-2024-01-01.csv', [HEADER, ...lines(3, STEPS['5m'])].join('\n'));
    await file('binance-LTCUSDT-1h-2024-01-01.csv', [HEADER, ...lines(3, STEPS['1h'])].join('\n'));
    const { code, out, err } = await importInto(
      'unreadable',
      'binance-ADAUSDT-1h-2024-01-01.csv',
      'binance-BNBUSDT-1h-2024-01-01.csv',
      'binance-XRPUSDT-1h-2024-01-01.csv',
      'binance-DOGEUSDT-1h-2024-01-01.csv',
      'binance-LTCUSDT-1h-2024-01-01.csv',
    );
    expect(code).toBe(2);
    const said = err.trimEnd().split('\n');
    expect(said).toHaveLength(4);
    expect(said[0]).toBe('binance-ADAUSDT-1h-2024-01-01.csv: line 1: expected a header, got an empty file');
    expect(said[1]).toBe(
      'binance-BNBUSDT-1h-2024-01-01.csv: line 2: expected a bar, got the end of the file',
    );
    expect(said[2]).toContain(
      'binance-XRPUSDT-1h-2024-01-01.csv: line 1: unknown column "funding", expected columns among',
    );
    expect(said[3]).toContain('expected bars of 1h as the name says, got bars 5m apart');
    // One unreadable file does not stop the others.
    expect(out).toContain('binance-LTCUSDT-1h-2024-01-01.csv: binance LTC, 3 bars of 1h');
  });

  test('wrong names and missing files, all of them, before anything is written', async () => {
    await file('mtgox-BTCUSDT-1h-2024-01-01.csv', [HEADER, ...lines(3, STEPS['1h'])].join('\n'));
    await file('binance-TRXUSDT-1h-2024-01-01.csv', [HEADER, ...lines(3, STEPS['1h'])].join('\n'));
    const names = ['binance-TRXUSDT-1h-2024-01-01.csv', 'mtgox-BTCUSDT-1h-2024-01-01.csv', 'absent.csv', '.'];
    const { code, out, err } = await importInto('misnamed', ...names);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    const said = err.trimEnd().split('\n');
    expect(said).toHaveLength(3);
    expect(said[0]).toContain('exchange: expected one of binance, bybit, okx');
    expect(said[1]).toBe('absent.csv: no such file');
    expect(said[2]).toBe('.: expected a csv file, got a folder');
    expect(await rowsOf('misnamed', 'SELECT * FROM candles')).toEqual([]);
  });

  test.each([
    [['--bogus', 'a.csv'], "Unknown option '--bogus'"],
    [[], 'expected a csv file, got none'],
    [['--remote', 'a.csv'], 'expected --into or --remote, got both'],
  ])('%o', async (args, message) => {
    const { code, out, err } = await importInto('usage', ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).toContain('usage: npm run import -- <csv>…');
    expect(existsSync(join(folder, 'usage'))).toBe(false);
  });
});

test('--help explains columns, options and exit codes', async () => {
  const { code, out } = await importInto('help', '--help');
  expect(code).toBe(0);
  for (const word of ['open_time_ms', '--remote', '--into', 'exit code: 0']) expect(out).toContain(word);
});

test('a file of any name is imported where the options say what it is', async () => {
  await file('mine.txt', [HEADER, ...lines(3, STEPS['1h'])].join('\n'));
  const { code, out } = await importInto('named', 'mine.txt', '--exchange', 'kraken', '--symbol', 'BTC');
  expect(code).toBe(0);
  expect(out).toContain('mine.txt: kraken BTC, 3 bars of 1h');
});

test('--remote without a login says how to log in', async () => {
  await file('binance-ETHUSDT-1h-2024-01-01.csv', [HEADER, ...lines(3, STEPS['1h'])].join('\n'));
  const home = { ...process.env, CLOUDFLARE_API_TOKEN: '', HOME: folder, XDG_CONFIG_HOME: folder };
  const ran = await new Promise<Ran>(done => {
    const args = [join(ROOT, 'workers/local/import.ts'), '--remote', 'binance-ETHUSDT-1h-2024-01-01.csv'];
    execFile(process.execPath, args, { cwd: folder, env: home }, (error, out, err) => {
      done({ code: error ? Number(error.code) : 0, out, err });
    });
  });
  expect(ran.code).toBe(2);
  expect(ran.err).toContain(
    'the deployed database liq-heatmap cannot be reached: log in with "npx wrangler login"',
  );
});

test('wrangler sees the same database and finds its migrations applied', async () => {
  await file('binance-BTCUSDT-1d-2024-01-01.csv', [HEADER, ...lines(3, STEPS['1d'])].join('\n'));
  await importInto('shared', 'binance-BTCUSDT-1d-2024-01-01.csv');
  const wrangler = [join(ROOT, 'node_modules/wrangler/bin/wrangler.js'), 'd1'];
  const here = ['--local', '--persist-to', join(folder, 'shared'), '--config', join(ROOT, 'wrangler.toml')];
  const count = await run([
    ...wrangler,
    'execute',
    'DB',
    ...here,
    '--json',
    '--command',
    'SELECT count(*) n FROM candles',
  ]);
  expect(JSON.parse(count.out)[0].results).toEqual([{ n: 3 }]);
  const migrations = await run([...wrangler, 'migrations', 'list', 'DB', ...here]);
  expect(migrations.out).toContain('No migrations to apply');
});
