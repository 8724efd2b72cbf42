import type { Exchange } from '../../schema/exchange.ts';
import { DAY, HOUR, MINUTE } from '../../schema/range.ts';

/** A venue's names of durations, by milliseconds. */
type StepNames = Readonly<Record<number, string>>;

/** Names by our words for the steps, with the venue's own where it differs: `5m 1h=60 1d=D`. */
export const stepNames = (words: string): StepNames =>
  Object.fromEntries(
    words.split(' ').map(word => {
      const [ours = '', theirs = ours] = word.split('=');
      const unit = ours.endsWith('m') ? MINUTE : ours.endsWith('h') ? HOUR : DAY;
      return [Number.parseInt(ours, 10) * unit, theirs];
    }),
  );

export const stepsOf = (names: StepNames): number[] =>
  Object.keys(names)
    .map(Number)
    .sort((a, b) => a - b);

export function stepName(exchange: Exchange, names: StepNames, step: number): string {
  const name = names[step];
  if (name !== undefined) return name;
  throw new RangeError(`${exchange} step: expected one of ${stepsOf(names).join(', ')} ms, got ${step}`);
}
