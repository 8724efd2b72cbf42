import { expect, test } from 'vitest';
import type { RecordedBar } from '../../../../workers/ingest/history/read-bar.ts';
import { type Reject, readHistory, rejectText } from '../../../../workers/ingest/history/read-history.ts';

const NOW = Date.UTC(2025, 0, 1);
const START = Date.UTC(2024, 0, 1);
const HOUR = 3_600_000;
const HEADER = 'open_time_ms,open,high,low,close,volume_base';

const bar = (hour: number) => `${START + hour * HOUR},100,110,90,105,7`;

async function* source(lines: string[], failure?: Error): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(lines.join('\n'));
  if (failure) throw failure;
}

async function read(bytes: AsyncIterable<Uint8Array>, namedStep?: number) {
  const rejects: Reject[] = [];
  const batches: RecordedBar[][] = [];
  const steps = new Set<number>();
  for await (const { step, bars } of readHistory(bytes, {
    now: NOW,
    namedStep,
    onReject: r => rejects.push(r),
  })) {
    steps.add(step);
    batches.push(bars);
  }
  const hours = batches.flat().map(({ time }) => (time - START) / HOUR);
  return {
    hours,
    batches,
    steps: [...steps],
    said: rejects.map(reject => rejectText('m.csv', reject)),
    rejects,
  };
}

test('bars come in order, with the step that was found', async () => {
  const { hours, steps, said } = await read(source([HEADER, bar(0), bar(1), bar(3)]));
  expect({ hours, steps, said }).toEqual({ hours: [0, 1, 3], steps: [HOUR], said: [] });
});

test('a malformed line is named by file, line, column, expected and got, and the others are kept', async () => {
  const { hours, said } = await read(
    source([HEADER, bar(0), bar(1).replace('110', 'x'), bar(2), bar(3), '1,2']),
  );
  expect(hours).toEqual([0, 2, 3]);
  expect(said).toEqual([
    'm.csv:3: column high: expected a number above 0, got "x"',
    'm.csv:6: expected 6 fields, got 2',
  ]);
});

test('blank lines are counted as lines and otherwise ignored', async () => {
  const { hours, said } = await read(source([HEADER, '', bar(0), '  ', bar(1), 'x', '']));
  expect(hours).toEqual([0, 1]);
  expect(said).toEqual(['m.csv:6: expected 6 fields, got 1']);
});

test('a time off the grid is set aside', async () => {
  const { hours, said } = await read(source([HEADER, bar(0), bar(1), bar(1.5), bar(3), bar(4)]));
  expect(hours).toEqual([0, 1, 3, 4]);
  expect(said).toEqual([
    `m.csv:4: column open_time_ms: expected a multiple of 1h (3600000 ms), got ${START + 1.5 * HOUR}`,
  ]);
});

test('a bar that is no later than the one before is set aside, but does not condemn those that follow', async () => {
  const { hours, said } = await read(source([HEADER, bar(0), bar(1), bar(1), bar(50), bar(2), bar(3)]));
  expect(hours).toEqual([0, 1, 50, 3]);
  expect(said).toEqual([
    `m.csv:4: column open_time_ms: expected a time after ${START + HOUR} (the line before), got ${START + HOUR}`,
    `m.csv:6: column open_time_ms: expected a time after ${START + 50 * HOUR} (the line before), got ${START + 2 * HOUR}`,
  ]);
});

test('rejects are told in the order of lines', async () => {
  const { rejects } = await read(source([HEADER, bar(0), bar(0), 'x', bar(1), bar(1), 'y']));
  expect(rejects.map(reject => reject.line)).toEqual([3, 4, 6, 7]);
});

test('a source that breaks keeps the lines before and does not read half a line', async () => {
  // Cut inside the volume: "…,7" would read as a bar of volume 7 where it was 7000.
  const { hours, rejects, said } = await read(source([HEADER, bar(0), bar(1), bar(2)], new Error('cut off')));
  expect(hours).toEqual([0, 1]);
  expect(rejects).toHaveLength(1);
  expect(rejects[0]).toMatchObject({ line: 4, text: bar(2) });
  expect(said[0]).toBe(`m.csv:4: expected the rest of the file, got cut off after "${bar(2)}"`);
});

test('a long file comes in batches that D1 can take, and order is checked across them', async () => {
  const lines = Array.from({ length: 8_001 }, (_, hour) => bar(hour));
  lines[4_000] = bar(3_999);
  const { batches, said } = await read(source([HEADER, ...lines]));
  expect(batches.map(bars => bars.length)).toEqual([4_000, 3_999, 1]);
  expect(said).toEqual([
    `m.csv:4002: column open_time_ms: expected a time after ${START + 3_999 * HOUR} (the line before), got ${START + 3_999 * HOUR}`,
  ]);
});

test('a file of nothing but broken lines yields no bars and no step', async () => {
  const { batches, said } = await read(source([HEADER, 'x', 'y']));
  expect(batches).toEqual([]);
  expect(said).toHaveLength(2);
});

test.each([
  ['an empty file', source([]), 'line 1: expected a header, got an empty file'],
  ['a header alone', source([HEADER, '']), 'line 2: expected a bar, got the end of the file'],
  ['an unknown column', source(['time,open', '1,2']), 'line 1: unknown column "time"'],
  [
    'a break in the header',
    source(['open_ti'], new Error('cut off')),
    'line 1: expected a header, got cut off',
  ],
])('%s cannot be read at all', async (_, bytes, message) => {
  await expect(read(bytes)).rejects.toThrow(message);
});

test('a step other than the named one is an error before anything is yielded', async () => {
  await expect(read(source([HEADER, bar(0), bar(1)]), 86_400_000)).rejects.toThrow(
    'expected bars of 1d as the name says, got bars 1h apart',
  );
});
