import { expect, test } from 'vitest';
import { LEVERAGE_GROUPS } from '../../../schema/leverage-group.ts';
import { GROUP_OF_LEVERAGE, LEVERAGES } from '../../../workers/model/leverage.ts';

test('every leverage the model stands for is in one group, the lowest ones in the first', () => {
  for (const leverage of LEVERAGES) {
    const holding = Object.values(LEVERAGE_GROUPS).filter(
      ({ least, most }) => least <= leverage && leverage <= most,
    );
    expect(holding.length, `groups of LEVERAGE_GROUPS that hold ${leverage}×`).toBe(1);
  }
  expect(GROUP_OF_LEVERAGE).toEqual([0, 0, 0, 0, 1, 1, 2, 2, 2, 2]);
});
