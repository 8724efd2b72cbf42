import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';

/** The length of a bar as venues name it: `5m`, `5min`, `5MINS`, `60`, `1H`, `1hour`, `D`, `1Dutc`. */
export function durationOf(name: string): number {
  const parts = /^(\d*)\s*([a-z]*)$/i.exec(name.replace(/utc$/, ''));
  const count = Number(parts?.[1] || 1);
  const unit = (parts?.[2] ?? '').toLowerCase();
  if (unit === '' || unit.startsWith('m')) return count * MINUTE;
  if (unit.startsWith('h')) return count * HOUR;
  if (unit.startsWith('d')) return count * DAY;
  throw new RangeError(`step: expected the name of a duration, got ${name}`);
}
