/** The time, milliseconds UTC, and a timer; `after` gives a function that calls it off. */
export type Clock = {
  now: () => number;
  after: (delay: number, run: () => void) => () => void;
};

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delay, run) => {
    const timer = setTimeout(run, delay);
    return () => clearTimeout(timer);
  },
};

/** A clock that runs `speed` times as fast as the given one, starting at `start`: a day in minutes, for simulations. */
export function fasterClock(speed: number, start: number, clock: Clock = systemClock): Clock {
  const origin = clock.now();
  return {
    now: () => Math.floor(start + (clock.now() - origin) * speed),
    after: (delay, run) => clock.after(delay / speed, run),
  };
}

export const sleep = (clock: Clock, delay: number): Promise<void> =>
  new Promise(resolve => clock.after(delay, resolve));
