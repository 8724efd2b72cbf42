import type { Host } from './host.ts';
import { frameAsOf } from './past.ts';

/** Shows what was known at `time` (ms) and nothing of what came later; undefined returns to now. */
export function travel(host: Host, time: number | undefined): void {
  host.rewrite(time === undefined ? undefined : frame => frameAsOf(frame, time));
}

/** Plays from `from` to `to` (ms; the whole range by default), `speed` columns a second, then returns to now. */
export async function replay(
  host: Host,
  from: number | undefined,
  to: number | undefined,
  speed: number,
): Promise<void> {
  const time = host.whole()?.heatmap?.time;
  if (!time) return;
  const end = Math.min(to ?? Number.POSITIVE_INFINITY, time.start + time.step * time.count);
  for (let at = Math.max(from ?? 0, time.start + time.step); at <= end; at += time.step) {
    if (!host.element.isConnected) return;
    travel(host, at);
    await new Promise(resolve => setTimeout(resolve, 1000 / speed));
  }
  travel(host, undefined);
}
