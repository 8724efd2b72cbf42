import { INTERVALS } from '../../../schema/range.ts';

/** The lengths of bar that are read. */
export const BAR_STEPS = {
  '1m': INTERVALS['1m'],
  '5m': INTERVALS['5m'],
  '1h': INTERVALS['1h'],
  '1d': INTERVALS['1d'],
};
export type BarStep = keyof typeof BAR_STEPS;

/**
 * The length of the bars in milliseconds: the most common distance from one time to the next among the known
 * lengths, the shortest of equally common ones. `named` is the step the file's name claims; it decides where no
 * two bars are neighbours, if most times lie on its grid. Throws where no length fits, or another than the named one.
 */
export function findStep(times: readonly number[], named?: number): number {
  const distances = times.slice(1).map((time, i) => time - (times[i] as number));
  const ahead = distances.filter(distance => distance > 0);
  if (ahead.length === 0 && distances.some(distance => distance < 0)) {
    throw new Error('expected bars from oldest to newest, got the newest first');
  }
  let step: number | undefined;
  let most = 0;
  for (const length of Object.values(BAR_STEPS)) {
    const count = ahead.filter(distance => distance === length).length;
    if (count > most) [step, most] = [length, count];
  }
  if (step === undefined && named !== undefined) {
    const onGrid = times.filter(time => time % named === 0).length;
    if (onGrid * 2 > times.length) return named;
  }
  if (step === undefined) {
    const got = ahead.length > 0 ? `bars ${stepName(Math.min(...ahead))} apart` : 'a single bar';
    throw new Error(`expected bars of ${Object.keys(BAR_STEPS).join(', ')}, got ${got}`);
  }
  if (named !== undefined && named !== step) {
    throw new Error(`expected bars of ${stepName(named)} as the name says, got bars ${stepName(step)} apart`);
  }
  return step;
}

/** `1h`, or milliseconds where the length has no name. */
export function stepName(step: number): string {
  for (const [name, length] of Object.entries(INTERVALS)) if (length === step) return name;
  return `${step} ms`;
}
