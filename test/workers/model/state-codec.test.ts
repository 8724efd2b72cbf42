import { expect, test } from 'vitest';
import { fromBase64, toBase64 } from '../../../workers/model/base64.ts';
import { COMPARTMENT_HALF_LIVES, LEVERAGES } from '../../../workers/model/leverage.ts';
import { createFilter, MODEL_VERSION, SIDES, WINDOW } from '../../../workers/model/state.ts';
import { decodeState, encodeState } from '../../../workers/model/state-codec.ts';

test('arrays are stored by these places: whoever changes one, or their order, makes a new version', () => {
  expect({ MODEL_VERSION, LEVERAGES, COMPARTMENT_HALF_LIVES, SIDES, WINDOW }).toEqual({
    MODEL_VERSION: 2,
    LEVERAGES: [2, 3, 5, 10, 20, 25, 50, 75, 100, 125],
    COMPARTMENT_HALF_LIVES: [3, Number.POSITIVE_INFINITY],
    SIDES: ['long', 'short'],
    WINDOW: 1400,
  });
});

test.each([
  ['linear', 0],
  ['inverse', 1],
] as const)('a state begins with its version and rules, %s being %d', (kind, code) => {
  const rules = { kind, maintenanceMarginRate: 0.01, maxLeverage: 50, reportingShare: 0.5 };
  const text = encodeState(createFilter(rules));
  expect([...new Float64Array(fromBase64(text).slice(0, 40).buffer)]).toEqual([2, code, 0.01, 50, 0.5]);
  expect(decodeState(text).rules).toEqual(rules);
});

test('a kind that nobody knows is refused, not taken for another', () => {
  const bytes = fromBase64(encodeState(createFilter()));
  new Float64Array(bytes.buffer, 8, 1).set([2]);
  expect(() => decodeState(toBase64(bytes))).toThrow('model state: expected 0 or 1 for the kind, got 2');
});
