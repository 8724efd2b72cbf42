import type { Exchange } from '../../../schema/exchange.ts';
import type { FeedMinute } from '../../../schema/market.ts';
import { MINUTE } from '../../../schema/range.ts';
import type { FeedGap } from '../poll/holes.ts';

/** A reconnect of a second or two loses nothing that the next frame does not replay. */
const WHOLE_MINUTE = 58;

/** Remembers which minutes feeds reported as seen, for as long as holes in them can be repaired. */
export function rememberMinutes(life: number) {
  const seen = new Map<string, Map<number, number>>();
  return {
    note(reports: readonly FeedMinute[]): void {
      for (const { exchange, feed, time, seconds } of reports) {
        const key = `${exchange} ${feed}`;
        const minutes = seen.get(key) ?? new Map<number, number>();
        seen.set(key, minutes);
        minutes.set(time, Math.max(seconds, minutes.get(time) ?? 0));
      }
    },
    /** Nobody watched a feed in [from, to), as far as was not reported otherwise. */
    missed({ exchange, feed }: { exchange: Exchange; feed: string }, from: number, to: number): void {
      const nothing = { exchange, feed, seconds: 0, events: 0 };
      for (let time = Math.ceil(from / MINUTE) * MINUTE; time < to; time += MINUTE)
        this.note([{ ...nothing, time }]);
    },
    /** Holes of an exchange's feeds; of `blind` ones nothing was seen. What is older than the life is forgotten. */
    gaps(exchange: string, now: number, { blind }: { blind: boolean }): FeedGap[] {
      const gaps: FeedGap[] = [];
      for (const [key, minutes] of seen) {
        if (!key.startsWith(`${exchange} `)) continue;
        const feed = key.slice(exchange.length + 1);
        for (const [time, seconds] of [...minutes].sort(([a], [b]) => a - b)) {
          if (time < now - life) minutes.delete(time);
          else if (blind ? seconds === 0 : seconds < WHOLE_MINUTE) {
            const last = gaps.at(-1);
            if (last?.feed === feed && last.to === time) last.to = time + MINUTE;
            else gaps.push({ feed, from: time, to: time + MINUTE, blind });
          }
        }
      }
      return gaps;
    },
  };
}
