import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromBase64, toBase64 } from '../../../workers/model/base64.ts';

test('base64 is that of RFC 4648', () => {
  const text = (words: string) => toBase64(new TextEncoder().encode(words));
  expect(['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map(text)).toEqual([
    '',
    'Zg==',
    'Zm8=',
    'Zm9v',
    'Zm9vYg==',
    'Zm9vYmE=',
    'Zm9vYmFy',
  ]);
  expect(toBase64(Uint8Array.of(0xfb, 0xff, 0xbf))).toBe('+/+/');
});

test('base64 gives back any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      expect(fromBase64(toBase64(bytes))).toEqual(bytes);
    }),
  );
});

test('base64 refuses text that is not base64', () => {
  expect(() => fromBase64('Zm9')).toThrow('expected a multiple of 4 characters, got 3');
  expect(() => fromBase64('Zm9-')).toThrow('expected only A-Z');
  expect(() => fromBase64('Z=9v')).toThrow('expected only A-Z');
});
