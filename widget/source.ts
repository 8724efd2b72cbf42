import type { Heatmap } from '../schema/answer/heatmap.ts';
import type { History } from '../schema/answer/history.ts';
import { decodeHeatmapBin } from '../schema/heatmap-bin.ts';
import { type FeedState, type Subscription, subscribe } from './feed.ts';
import { load, readJson } from './load.ts';
import { heatmapUrl, historyUrl, type Question } from './urls.ts';

/** Where an element's grid and bars come from while it is on a page. */
export type Source = {
  /** Asks, unless it asks already. `refresh` in seconds. */
  start: (question: Question & { src: string; refresh: number }) => void;
  stop: () => void;
  /** Asks now, whatever is known. */
  retry: () => void;
  /** Asks for what has grown old meanwhile. */
  wake: () => void;
};

/** A source that hands over all that comes, failures included, while `active`. */
export function createSource(
  take: (part: 'heatmap' | 'history', state: FeedState<Heatmap> | FeedState<History>) => void,
  active: () => boolean,
): Source {
  let subscriptions: Subscription[] = [];
  return {
    start(question) {
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
      const renew = (known: Heatmap, signal: AbortSignal) =>
        import('./append.ts').then(
          ({ renewed }) => renewed(url, known, signal),
          () => load(url, decodeHeatmapBin, signal),
        );
      subscriptions = [
        subscribe(url, decodeHeatmapBin, show, { refresh, active, renew }),
        subscribe(historyUrl(question), readJson<History>, state => take('history', state), {
          refresh,
          active,
        }),
      ];
    },
    stop() {
      for (const subscription of subscriptions) subscription.stop();
      subscriptions = [];
    },
    retry() {
      for (const subscription of subscriptions) subscription.retry();
    },
    wake() {
      for (const subscription of subscriptions) subscription.wake();
    },
  };
}
