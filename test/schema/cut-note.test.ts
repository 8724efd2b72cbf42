import { expect, test } from 'vitest';
import { cutNote } from '../../schema/cut-note.ts';

test('a note of up to 500 characters stays as it is', () => {
  expect(cutNote('')).toBe('');
  expect(cutNote('x'.repeat(500))).toBe('x'.repeat(500));
});

test('a longer one ends with an ellipsis, within its bound', () => {
  expect(cutNote('x'.repeat(501))).toBe(`${'x'.repeat(499)}…`);
  expect(cutNote('abcdef', 4)).toBe('abc…');
});

test('no half of a character is left', () => {
  expect(cutNote('ab😀cd', 4)).toBe('ab\u{fffd}…');
  expect(cutNote('a\ud83d')).toBe('a\u{fffd}');
});
