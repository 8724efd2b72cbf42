import { expect, test } from 'vitest';

test('dom', () => {
  expect(document.createElement('canvas').getContext('2d')).toBeTruthy();
});
