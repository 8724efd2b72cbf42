import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../../schema/range.ts';
import { findSilence } from '../../../workers/ingest/find-silence.ts';
import { REPAIRED, SILENT, type StoredMinute } from '../../../workers/store/save-coverage.ts';

const noon = Date.UTC(2026, 0, 5, 12);
const HISTORY = 12 * 60;

/** Twelve hours with events in the minutes of `isActive`, and `more` minutes after them. */
function watched(isActive: (minute: number) => boolean, more: readonly StoredMinute[] = []) {
  const minutes: StoredMinute[] = [
    ...Array.from({ length: HISTORY }, (_, i): StoredMinute => [60, isActive(i) ? 3 : 0, null]),
    ...more,
  ];
  return new Map(minutes.map((minute, i) => [noon + i * MINUTE, minute]));
}
const quiet = (count: number): StoredMinute[] => Array.from({ length: count }, () => [60, 0, null]);
const find = (minutes: ReturnType<typeof watched>, othersIn: (time: number) => number = () => 0) =>
  findSilence(minutes, othersIn, { from: noon, to: noon + minutes.size * MINUTE });
/** The last minute of each ten: as regular as can be. */
const everyTenth = (minute: number) => minute % 10 === 9;

test('a feed with an event in each tenth minute is silent after 88 minutes without', () => {
  // 72 of 720 minutes, and one more for caution: -ln(1 - 72/721) = 0.10521 a minute. By chance in one of 10,000 waits:
  // ln 10,000 = 9.2103, after 87.54 minutes.
  expect(find(watched(everyTenth, quiet(87)))).toBeUndefined();
  const silence = find(watched(everyTenth, quiet(88)));
  expect(silence?.from).toBe(noon + HISTORY * MINUTE);
  expect(silence?.expected).toBeCloseTo(88 * 0.10521, 2);
  expect(silence?.needed).toBeCloseTo(9.2103, 4);
});

test('one whose minutes come in bursts needs more: here three times as long', () => {
  // In each second hour each fifth minute: 12 and 0 where 6 are usual. The variance of 60 draws of 0.1 is 5.4; the
  // squares of 6 make it 36 / 5.4 · 12 / 11 = 7.273 times that. 9.2103 · 6.273 / ln 7.273 = 29.12, after 276.8 minutes.
  const bursts = (minute: number) => Math.floor(minute / 60) % 2 === 1 && minute % 5 === 4;
  expect(find(watched(bursts, quiet(276)))).toBeUndefined();
  expect(find(watched(bursts, quiet(277)))?.needed).toBeCloseTo(29.12, 2);
});

test('quiet that the other exchanges share is not silence, and their noise makes it out sooner', () => {
  // Events only in the minutes in which two others have some too: a fifth of those, 72 of 360.
  const othersIn = (time: number) => (((time - noon) / MINUTE) % 2 === 1 ? 2 : 0);
  expect(find(watched(everyTenth, quiet(600)), time => (time < noon + 12 * HOUR ? othersIn(time) : 0))).toBe(
    undefined,
  );
  // -ln(1 - 72/361) = 0.22240 a minute: 41.4 minutes.
  const noisy = (time: number) => (time < noon + 12 * HOUR ? othersIn(time) : 2);
  expect(find(watched(everyTenth, quiet(41)), noisy)).toBeUndefined();
  expect(find(watched(everyTenth, quiet(42)), noisy)?.expected).toBeCloseTo(42 * 0.2224, 2);
});

test('nothing is said of a feed that is hardly known', () => {
  // 29 minutes with events are too few, and so are five hours.
  expect(find(watched(minute => minute % 24 === 23 && minute < 700, quiet(1_000)))).toBeUndefined();
  const fiveHours = new Map([...watched(everyTenth, quiet(500))].slice(7 * 60));
  expect(find(fiveHours)).toBeUndefined();
  expect(find(watched(() => false, quiet(1_000)))).toBeUndefined();
});

test('minutes that were not seen, or of which REST tells that nothing was, are no silence', () => {
  const unseen = Array.from({ length: 200 }, (): StoredMinute => [0, 0, null]);
  expect(find(watched(everyTenth, unseen))).toBeUndefined();
  const repaired = Array.from({ length: 200 }, (): StoredMinute => [60, 0, null, REPAIRED]);
  expect(find(watched(everyTenth, repaired))).toBeUndefined();
});

test('events that REST alone tells of do not end the wait, one from the feed does', () => {
  const repaired: StoredMinute = [60, 4, null, REPAIRED];
  const since = noon + HISTORY * MINUTE;
  expect(find(watched(everyTenth, [...quiet(60), repaired, ...quiet(60)]))?.from).toBe(since);
  expect(find(watched(everyTenth, [...quiet(60), [60, 1, 200], ...quiet(60)]))).toBeUndefined();
});

test('what has been found silent stays so until an event comes', () => {
  const marked: StoredMinute = [0, 0, null, SILENT];
  expect(find(watched(everyTenth, [marked, ...quiet(1)]))?.from).toBe(noon + HISTORY * MINUTE);
  expect(find(watched(everyTenth, [marked, [60, 1, 200], ...quiet(1)]))).toBeUndefined();
  // Also when all that was known of it is older than the span.
  const long = new Map(Array.from({ length: 60 }, (_, i) => [noon + i * MINUTE, marked]));
  expect(find(long)?.from).toBe(noon);
});
