import type { Heatmap } from '../schema/answer/heatmap.ts';
import type { History } from '../schema/answer/history.ts';
import { decodeHeatmapBin } from '../schema/heatmap-bin.ts';
import { type FeedState, type Subscription, subscribe } from './feed.ts';
import { load, readJson } from './load.ts';
import { heatmapUrl, historyUrl, type Question } from './urls.ts';

/**
 * Where an element's grid and bars come from while it is on a page: hands over all that comes, failures included, while
 * `active`.
 */
export function createSource(
  take: (part: 'heatmap' | 'history', state: FeedState<Heatmap> | FeedState<History>) => void,
  active: () => boolean,
) {
  let subscriptions: Subscription[] = [];
  return {
    /** Asks, unless it asks already. `refresh` in seconds. */
    start(question: Question & { src: string; refresh: number }) {
      if (subscriptions.length > 0) return;
      const { src } = question;
      const refresh = question.refresh * 1000;
      const show = (state: FeedState<Heatmap>) => take('heatmap', state);
      if (src) {
        const read = async (body: ArrayBuffer) => (await import('./stored.ts')).readStored(body);
        // What is stored does not move.
        subscriptions = [subscribe(src, read, show, { refresh: 0, active })];
        return;
      }
      const url = heatmapUrl(question);
      const often = { refresh, active };
      const renew = (known: Heatmap, signal: AbortSignal) =>
        import('./append.ts').then(
          ({ renewed }) => renewed(url, known, signal),
          () => load(url, decodeHeatmapBin, signal),
        );
      subscriptions = [
        subscribe(url, decodeHeatmapBin, show, { ...often, renew }),
        subscribe(historyUrl(question), readJson<History>, state => take('history', state), often),
      ];
    },
    stop() {
      for (const subscription of subscriptions) subscription.stop();
      subscriptions = [];
    },
    /** Asks now, whatever is known. */
    retry() {
      for (const subscription of subscriptions) subscription.retry();
    },
    /** Asks for what has grown old meanwhile. */
    wake() {
      for (const subscription of subscriptions) subscription.wake();
    },
  };
}
