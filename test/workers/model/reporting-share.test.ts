import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR } from '../../../schema/range.ts';
import { estimateReportingShare, type VenueHour } from '../../../workers/model/reporting-share.ts';

const midnight = Date.UTC(2025, 0, 1);

/** Hours 0 to `hours` of `days` days. */
const hoursOf = (
  days: number,
  hours: number,
  of: (hour: number, day: number) => Omit<VenueHour, 'time'>,
): VenueHour[] =>
  Array.from({ length: days * hours }, (_, i) => {
    const [day, hour] = [Math.floor(i / hours), i % hours];
    return { time: midnight + day * DAY + hour * HOUR, ...of(hour, day) };
  });

/** Numbers in [0, 1) that depend on the seed alone: mulberry32. */
function uniform(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Nine hours a day liquidate 1 % of the turnover, the tenth 10 %. */
const bursting = hoursOf(10, 10, hour => ({ turnoverUsd: 1_000, liquidatedUsd: hour === 9 ? 100 : 10 }));
const complete = [bursting, bursting.map(hour => ({ ...hour }))];

describe('a reporting share', () => {
  test('is what was reported of what the complete venues lead to expect, in all, calm and burst hours', () => {
    // Half the turnover: 5 a calm hour are expected and 2 reported, 50 in the burst and 5 reported.
    const venue = hoursOf(10, 10, hour => ({ turnoverUsd: 500, liquidatedUsd: hour === 9 ? 5 : 2 }));
    const share = estimateReportingShare([{ venue, complete }]);
    // A day: 9 · 2 + 5 = 23 of 9 · 5 + 50 = 95. Each day is the same, so the interval has no width.
    for (const bound of ['value', 'low', 'high'] as const) {
      expect(share?.[bound]).toBeCloseTo(23 / 95, 12);
      expect(share?.calm?.[bound]).toBeCloseTo(2 / 5, 12);
      expect(share?.burst?.[bound]).toBeCloseTo(5 / 50, 12);
    }
  });

  test('adds complete venues up, and symbols by their dollars', () => {
    const hour = (turnoverUsd: number, liquidatedUsd: number) =>
      hoursOf(7, 1, () => ({ turnoverUsd, liquidatedUsd }));
    const share = estimateReportingShare([
      // (30 + 10) of 1,000 + 3,000: 1 % of 10,000 is 100, of which 50 were reported.
      { venue: hour(10_000, 50), complete: [hour(1_000, 30), hour(3_000, 10)] },
      // 5 % of 200 is 10, all reported.
      { venue: hour(200, 10), complete: [hour(100, 5)] },
    ]);
    expect(share?.value).toBeCloseTo(60 / 110, 12);
  });

  test('compares only hours that both sides have', () => {
    const venue = hoursOf(14, 2, hour => ({ turnoverUsd: 1_000, liquidatedUsd: hour === 0 ? 5 : 1_000 }));
    const onlyFirstHours = hoursOf(14, 1, () => ({ turnoverUsd: 1_000, liquidatedUsd: 10 }));
    expect(estimateReportingShare([{ venue, complete: [onlyFirstHours] }])?.value).toBeCloseTo(0.5, 12);
  });

  test('has an interval that lies between the best and the worst day and holds the value', () => {
    const venue = hoursOf(14, 24, (_, day) => ({ turnoverUsd: 1_000, liquidatedUsd: 2 + (day % 3) }));
    const beside = hoursOf(14, 24, () => ({ turnoverUsd: 1_000, liquidatedUsd: 10 }));
    const share = estimateReportingShare([{ venue, complete: [beside] }]);
    // Days report .2, .3 or .4, in turn: five of .2, five of .3, four of .4.
    expect(share?.value).toBeCloseTo((5 * 0.2 + 5 * 0.3 + 4 * 0.4) / 14, 12);
    expect(share?.low).toBeGreaterThan(0.2);
    expect(share?.high).toBeLessThan(0.4);
    expect(share?.low).toBeLessThan((share?.value ?? 0) - 0.02);
    expect(share?.high).toBeGreaterThan((share?.value ?? 1) + 0.02);
  });

  test('stays within 0.02 and 1', () => {
    const venue = (liquidatedUsd: number) => hoursOf(7, 1, () => ({ turnoverUsd: 1_000, liquidatedUsd }));
    const beside = hoursOf(7, 1, () => ({ turnoverUsd: 1_000, liquidatedUsd: 10 }));
    expect(estimateReportingShare([{ venue: venue(25), complete: [beside] }])).toEqual({
      value: 1,
      low: 1,
      high: 1,
    });
    expect(estimateReportingShare([{ venue: venue(0.1), complete: [beside] }])?.value).toBe(0.02);
  });

  test('is undefined without a complete venue, without liquidations on either side, and for less than a week', () => {
    const venue = hoursOf(10, 10, () => ({ turnoverUsd: 500, liquidatedUsd: 2 }));
    const silent = hoursOf(10, 10, () => ({ turnoverUsd: 500, liquidatedUsd: 0 }));
    expect(estimateReportingShare([])).toBeUndefined();
    expect(estimateReportingShare([{ venue, complete: [] }])).toBeUndefined();
    expect(estimateReportingShare([{ venue: silent, complete }])).toBeUndefined();
    expect(estimateReportingShare([{ venue, complete: [silent, silent] }])).toBeUndefined();
    expect(estimateReportingShare([{ venue: venue.slice(0, 60), complete }])).toBeUndefined();
    expect(estimateReportingShare([{ venue: venue.slice(0, 61), complete }])?.value).toBeGreaterThan(0);
  });

  test('says nothing of bursts where too few days had one', () => {
    const venue = hoursOf(10, 10, () => ({ turnoverUsd: 500, liquidatedUsd: 2 }));
    const twice = hoursOf(10, 10, (hour, day) => ({
      turnoverUsd: 1_000,
      liquidatedUsd: hour === 9 && day < 2 ? 100 : 10,
    }));
    const share = estimateReportingShare([{ venue, complete: [twice, [...twice]] }]);
    expect(share?.calm?.value).toBeCloseTo(0.4, 12);
    expect(share).not.toHaveProperty('burst');
  });

  test('has no calm and no burst beside a single complete venue', () => {
    const venue = hoursOf(10, 10, () => ({ turnoverUsd: 500, liquidatedUsd: 2 }));
    const share = estimateReportingShare([{ venue, complete: [bursting] }]);
    // 20 a day of 9 · 5 + 50.
    expect(share?.value).toBeCloseTo(20 / 95, 12);
    expect(share).not.toHaveProperty('calm');
    expect(share).not.toHaveProperty('burst');
  });

  test('does not take chance for a burst', () => {
    const random = uniform(7);
    // Nothing is common to these hours; the venue tells half of what the others do.
    const noise = (told: number) =>
      hoursOf(14, 24, () => ({ turnoverUsd: 1_000, liquidatedUsd: told * 10 * -Math.log(1 - random()) }));
    const share = estimateReportingShare([{ venue: noise(0.5), complete: [noise(1), noise(1), noise(1)] }]);
    expect(share?.value).toBeGreaterThan(0.4);
    expect(share?.value).toBeLessThan(0.6);
    // Parted by their own sum they would give about 0.22: the top tenth of three such draws is 2.2 times the mean.
    expect(share?.burst?.value).toBeGreaterThan(0.35);
    expect(share?.burst?.value).toBeLessThan(0.65);
  });

  test('does not depend on the order of hours', () => {
    const venue = hoursOf(14, 24, (hour, day) => ({
      turnoverUsd: 500 + hour,
      liquidatedUsd: (hour * 7 + day) % 5,
    }));
    const beside = hoursOf(14, 24, (hour, day) => ({
      turnoverUsd: 900 - hour,
      liquidatedUsd: (hour * 3 + day) % 11,
    }));
    const mixed = { venue: venue.toReversed(), complete: [[...beside.slice(100), ...beside.slice(0, 100)]] };
    const straight = estimateReportingShare([{ venue, complete: [beside] }]);
    const turned = estimateReportingShare([mixed]);
    for (const bound of ['value', 'low', 'high'] as const) {
      expect(turned?.[bound]).toBeCloseTo(straight?.[bound] ?? Number.NaN, 9);
    }
  });

  test('is recovered from a venue that tells a random part of the same process', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        fc.double({ min: 0.2, max: 2, noNaN: true }),
        (seed, told, size) => {
          const random = uniform(seed);
          /** Liquidations of the process in turnover traded, each of 1,000 USD, told with a probability. */
          const draw = (turnoverUsd: number, rate: number, probability: number) => {
            let liquidatedUsd = 0;
            const events = Math.round((turnoverUsd * rate) / 1_000);
            for (let i = 0; i < 2 * events; i++) {
              // Twice as many chances of one half: the count varies, its mean is right.
              if (random() < 0.5 && random() < probability) liquidatedUsd += 1_000;
            }
            return { turnoverUsd, liquidatedUsd };
          };
          const rates = Array.from({ length: 14 * 24 }, () => 0.002 * Math.exp(2 * random()));
          const rateOf = (hour: number, day: number) => rates[day * 24 + hour] as number;
          const turnover = () => 4e7 * (0.5 + random());
          const venue = hoursOf(14, 24, (hour, day) => draw(size * turnover(), rateOf(hour, day), told));
          const beside = hoursOf(14, 24, (hour, day) => draw(turnover(), rateOf(hour, day), 1));
          const share = estimateReportingShare([{ venue, complete: [beside] }]);
          // At the smallest venue that tells least about 900 are told: 20 % is six standard deviations.
          expect((share?.value ?? 0) / told).toBeGreaterThan(0.8);
          expect((share?.value ?? 9) / told).toBeLessThan(1.2);
          expect(share?.low).toBeLessThanOrEqual(share?.value ?? 0);
          expect(share?.high).toBeGreaterThanOrEqual(share?.value ?? 1);
        },
      ),
      { numRuns: 30 },
    );
  });
});
