import type { Heatmap, History } from '../schema/wire.ts';
import { type FeedState, type Subscription, subscribe } from './feed.ts';
import { type Question, questions } from './urls.ts';

/** Where an element's grid and bars come from while it is on a page. */
export type Source = {
  /** Asks, unless it asks already. `refresh` in seconds. */
  start: (question: Question & { refresh: number }) => void;
  stop: () => void;
  /** Asks now, whatever is known. */
  retry: () => void;
  /** Asks for what has grown old meanwhile. */
  wake: () => void;
};

/** A source that hands over all that comes, failures included, while `active`. */
export function createSource(
  take: { heatmap: (state: FeedState<Heatmap>) => void; history: (state: FeedState<History>) => void },
  active: () => boolean,
): Source {
  let subscriptions: Subscription[] = [];
  return {
    start(question) {
      if (subscriptions.length > 0) return;
      const options = { refresh: question.refresh * 1000, active };
      const { heatmap, history } = questions(question);
      subscriptions = [
        subscribe(heatmap.url, heatmap.read, take.heatmap, options),
        subscribe(history.url, history.read, take.history, options),
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
