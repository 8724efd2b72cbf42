import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';

const script = join(import.meta.dirname, '../../workers/local/parse.ts');
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'parse-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function parse(args: string[], input?: string | Uint8Array) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    input,
    encoding: 'utf8',
  });
  return {
    status,
    stderr,
    events: stdout
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line) as unknown),
  };
}

const row = (changes: object = {}) => ({
  T: 1760130000111,
  s: 'ETHUSDT',
  S: 'Buy',
  v: '2',
  p: '4000',
  ...changes,
});
const push = (...data: object[]) =>
  JSON.stringify({ topic: 'allLiquidation.ETHUSDT', type: 'snapshot', ts: 1, data });

test('prints a line per event with exactly the ten keys, from a file', () => {
  const file = join(directory, 'message.json');
  writeFileSync(file, push(row()));
  const { status, events, stderr } = parse(['bybit', 'ws', file]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(events).toEqual([
    {
      exchange: 'bybit',
      instrument: 'ETHUSDT',
      symbol: 'ETH',
      side: 'long',
      price: 4000,
      priceKind: 'bankruptcy',
      quantity: 2,
      notionalUsd: 8000,
      time: 1760130000111,
      id: 'ETHUSDT|1760130000111|Buy|2|4000|0',
    },
  ]);
});

test('prints the good rows, tells the bad ones and exits 1', () => {
  const { status, events, stderr } = parse(
    ['bybit', 'ws', '-'],
    push(row(), row({ p: '' }), row({ S: 'Sell' })),
  );
  expect(status).toBe(1);
  expect(events).toHaveLength(2);
  expect(stderr).toContain('bybit p: expected a number, got ""');
});

test('a message that rightly holds no liquidation prints nothing and exits 0', () => {
  expect(parse(['bybit', 'ws', '-'], '{"success":true,"ret_msg":"pong","op":"ping"}\n')).toEqual({
    status: 0,
    stderr: '',
    events: [],
  });
  expect(parse(['okx', 'ws', '-'], 'pong').status).toBe(0);
  expect(parse(['mexc', 'rest', '-'], '{"success":true,"data":[]}').status).toBe(0);
});

test('gzip frames are read as they came', () => {
  const frame = gzipSync('{"op":"ping","ts":"1760130000000"}');
  expect(parse(['htx', 'ws', '-'], frame)).toEqual({ status: 0, stderr: '', events: [] });
});

test('the contract size comes from the command line', () => {
  const orders = JSON.stringify([
    {
      time: 1760130005,
      contract: 'A_USDT',
      size: 10,
      order_size: -10,
      order_price: '1',
      fill_price: '2',
      left: 0,
    },
  ]);
  expect(parse(['gate', 'rest', '-', '--contract-size', '100'], orders).events).toMatchObject([
    { quantity: 1000, notionalUsd: 2000, time: 1760130005000 },
  ]);
  const unsized = parse(['gate', 'rest', '-'], orders);
  expect(unsized.status).toBe(1);
  expect(unsized.stderr).toContain('A_USDT: expected its contract size from the instrument list');
});

test('the instrument comes from the command line where the answer leaves it out', () => {
  const trades = JSON.stringify({
    trades: [
      {
        id: 'a',
        side: 'BUY',
        size: '1',
        price: '5',
        type: 'LIQUIDATED',
        createdAt: '2025-10-10T21:00:00.000Z',
      },
    ],
  });
  expect(parse(['dydx', 'rest', '-', '--instrument', 'TIA-USD'], trades).events).toMatchObject([
    { instrument: 'TIA-USD', symbol: 'TIA', side: 'short', notionalUsd: 5 },
  ]);
});

test('what cannot be read says why and exits 1', () => {
  expect(parse(['okx', 'ws', '-'], '{"arg":').stderr).toContain('okx: not JSON');
  expect(parse(['okx', 'ws', '-'], '').status).toBe(1);
  const missing = parse(['okx', 'ws', join(directory, 'missing.json')]);
  expect(missing.status).toBe(1);
  expect(missing.stderr).toContain('missing.json');
});

test.each([
  [[]],
  [['bitmex', 'ws', '-']],
  [['bybit', 'soap', '-']],
  [['bybit', 'ws']],
  [['bybit', 'ws', '-', 'more']],
  [['bybit', 'ws', '-', '--contract-size', 'ten']],
  [['bybit', 'ws', '-', '--loud']],
])('wrong usage exits 2 with the help: %j', args => {
  const { status, stderr, events } = parse(args, '{}');
  expect(status).toBe(2);
  expect(events).toEqual([]);
  expect(stderr).toContain('usage: npm run parse');
});

test('help exits 0', () => {
  const { status, stdout } = spawnSync(process.execPath, [script, '--help'], { encoding: 'utf8' });
  expect(status).toBe(0);
  expect(stdout).toContain('--contract-size');
});
