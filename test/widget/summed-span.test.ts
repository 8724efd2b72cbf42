import { expect, test } from 'vitest';
import { HOUR } from '../../schema/range.ts';
import { summedSpan } from '../../widget/summed-span.ts';
import { START, sampleHistory } from './sample.ts';

test('the bars sum the time the answer says, which may end within one', () => {
  const to = START + 23.5 * HOUR;
  expect(summedSpan(sampleHistory({ to }))).toEqual([START, to]);
});

test('data that a page set without the time are summed over their bars', () => {
  const { from: _, to: __, ...history } = sampleHistory();
  expect(summedSpan(history)).toEqual([START, START + 24 * HOUR]);
  expect(summedSpan({ ...history, bars: [] })).toEqual([0, HOUR]);
});
