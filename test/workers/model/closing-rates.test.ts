import { expect, test } from 'vitest';
import { closingRates } from '../../../workers/model/closing-rates.ts';
import { LEVERAGES } from '../../../workers/model/leverage.ts';
import { priorShares } from '../../../workers/model/prior.ts';
import { filterRules } from '../../../workers/model/rules.ts';

const rateOf = (rates: number[], leverage: (typeof LEVERAGES)[number]) =>
  rates[LEVERAGES.indexOf(leverage)] as number;

test('a leverage four times as high is closed twice as readily', () => {
  const rates = closingRates(filterRules());
  expect(rateOf(rates, 20) / rateOf(rates, 5)).toBeCloseTo(2, 12);
  expect(rateOf(rates, 100) / rateOf(rates, 25)).toBeCloseTo(2, 12);
});

test.each([125, 50, 10])(
  'with leverages up to %dx, what the prior opens and all close is the open interest',
  most => {
    const rules = filterRules({ maxLeverage: most });
    const rates = closingRates(rules);
    // What comes at a constant pace and leaves at a rate stands as pace ÷ rate.
    const stands = priorShares(rules).reduce((sum, share, i) => sum + share / (rates[i] as number), 0);
    expect(stands).toBeCloseTo(1, 12);
  },
);
