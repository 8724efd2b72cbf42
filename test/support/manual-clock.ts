import type { Clock } from '../../workers/ingest/clock.ts';

/** A clock that stands until it is moved. */
export function manualClock(start: number) {
  let time = start;
  let timers: { at: number; run: () => void }[] = [];
  const clock: Clock = {
    now: () => time,
    after: (delay, run) => {
      const timer = { at: time + delay, run };
      timers.push(timer);
      return () => {
        timers = timers.filter(other => other !== timer);
      };
    },
  };
  /** Lets what was promised happen. */
  const settle = async () => {
    for (let i = 0; i < 20; i++) await Promise.resolve();
  };
  return {
    ...clock,
    settle,
    /** Moves on by `delay` milliseconds, running what falls due on the way in its order. */
    async advance(delay: number): Promise<void> {
      const end = time + delay;
      await settle();
      for (;;) {
        const due = timers.filter(timer => timer.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers = timers.filter(timer => timer !== due);
        time = Math.max(time, due.at);
        due.run();
        await settle();
      }
      time = end;
    },
  };
}
export type ManualClock = ReturnType<typeof manualClock>;
