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

export const sleep = (clock: Clock, delay: number): Promise<void> =>
  new Promise(resolve => clock.after(delay, resolve));
