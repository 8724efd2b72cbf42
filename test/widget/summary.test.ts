import { expect, test } from 'vitest';
import { HOUR } from '../../schema/range.ts';
import { summary } from '../../widget/summary.ts';
import { en } from '../../widget/text/en.ts';
import { formatFor } from '../../widget/text/format.ts';
import { START, sampleHistory } from './sample.ts';

const said = (change: Parameters<typeof sampleHistory>[0]) =>
  summary(en, formatFor('en'), { symbol: 'BTC', history: sampleHistory({ mode: 'live', ...change }) });

test('what was liquidated is the sum of the bars, and says of which time it is', () => {
  expect(said({ to: START + 23.5 * HOUR })).toBe(
    'Liquidated in this range (Mar 1, 00:00 – Mar 1, 23:30 UTC): $24M of longs, $48M of shorts.',
  );
});

test('nothing is said of a range of which nothing was recorded', () => {
  expect(said({ bars: [] })).toBe('');
});
