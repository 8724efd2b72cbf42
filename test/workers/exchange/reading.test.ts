import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameText } from '../../../workers/exchange/frame.ts';
import { readJson } from '../../../workers/exchange/json.ts';
import { numberOf, timeOf } from '../../../workers/exchange/number.ts';

test('numbers keep every digit the venue wrote', () => {
  expect(readJson('{"a":51441.70,"b":[9007199254740993],"c":"x","d":null,"e":true}')).toEqual({
    a: '51441.70',
    b: ['9007199254740993'],
    c: 'x',
    d: null,
    e: true,
  });
});

test.each([
  '0',
  '-0',
  '7',
  '-7',
  '1760130000000',
  '999999999999999',
  '1234567890123456',
  '0.1',
  '1.10',
  '479.0',
  '0.000001',
  '0.0000001',
  '1e5',
  '1E-7',
  '2.5e+3',
  '123456.789',
  '-0.5',
  '1234567.8901234567',
])('%s stays %s, alone and among others', number => {
  expect(readJson(number)).toBe(number);
  expect(readJson(`{"a":${number},"b":[${number}, ${number} ]}`)).toEqual({ a: number, b: [number, number] });
});

test('any number stays as written, and texts that look like numbers are left alone', () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.nat({ max: 20 }),
      fc.json(),
      (value, digits, json) => {
        const written = [JSON.stringify(value), Math.abs(value) < 1e20 ? value.toFixed(digits) : '1'];
        expect(readJson(`[${written.join(',')}]`)).toEqual(written);
        const texts = JSON.stringify([`:1.50,`, `[2e5]`, json]);
        expect(readJson(texts)).toEqual(JSON.parse(texts));
      },
    ),
  );
});

test.each([
  ['12.50', 12.5],
  ['-3', -3],
  ['1e-7', 1e-7],
  ['.5', 0.5],
])('%s is a number', (text, value) => expect(numberOf(text, 'x')).toBe(value));

test.each(['', ' ', 'NaN', 'Infinity', '0x10', '1,000', '1e999', '12px', null, true, undefined])(
  '%j is none',
  value => {
    expect(() => numberOf(value, 'bybit p')).toThrow('bybit p: expected a number, got ');
  },
);

test('times are milliseconds, whether they came in seconds, milliseconds, microseconds or as text', () => {
  for (const text of ['1760130000', '1760130000000', '1760130000000000', '2025-10-10T21:00:00Z']) {
    expect(timeOf(text, 'x')).toBe(1760130000000);
  }
  expect(() => timeOf('17601', 'x')).toThrow('x: expected a time between 2010 and 2100');
});

test('frames are read as text, bytes or gzip; garbage is an error', async () => {
  const text = '{"op":"ping","币":1}';
  const bytes = new TextEncoder().encode(text);
  const gzip = await new Response(
    new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip')),
  ).arrayBuffer();
  expect(await frameText(text)).toBe(text);
  expect(await frameText(bytes)).toBe(text);
  expect(await frameText(gzip)).toBe(text);
  await expect(frameText(gzip.slice(0, gzip.byteLength - 12))).rejects.toThrow();
  await expect(frameText(new Uint8Array([0x1f, 0x8b, 1, 2, 3]))).rejects.toThrow();
  await expect(frameText(new Uint8Array([0xff, 0xfe, 0x00]))).rejects.toThrow();
});
