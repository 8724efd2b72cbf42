import { expect, test } from 'vitest';
import { fileLine, progressLine } from '../../workers/local/import-report.ts';

const day = Date.UTC(2024, 7, 5);
const file = 'binance-BTCUSDT-1h-2024-08-05.csv';

test.each([
  [1, 0, '1 bar of 1h, 2024-08-05 00:00 to 2024-08-05 01:00 UTC, no line set aside'],
  [24, 1, '24 bars of 1h, 2024-08-05 00:00 to 2024-08-06 00:00 UTC, 1 line set aside'],
  [22, 2, '22 bars of 1h, 2024-08-05 00:00 to 2024-08-06 00:00 UTC, 2 missing between, 2 lines set aside'],
])('says what came of a file of %d bars', (rows, rejects, said) => {
  const [step, hours] = [3_600_000, rows === 1 ? 1 : 24];
  const imported = { file, exchange: 'binance', symbol: 'BTC', rows, rejects, step } as const;
  const line = fileLine({ ...imported, firstTime: day, lastTime: day + (hours - 1) * step }, 0.25);
  expect(line).toBe(`${file}: binance BTC, ${said}, 0.3 s`);
});

test('shows in one line of the terminal how far a file is', () => {
  const half = { file, bytes: 50, totalBytes: 100, rows: 1, rejects: 0 };
  expect(progressLine(half, 200)).toBe(`[████████████░░░░░░░░░░░░]  50 %  1 bar  ${file}`);
  expect(progressLine({ ...half, rejects: 3 }, 60)).toHaveLength(59);
});
