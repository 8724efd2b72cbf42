import { type LoadFailure, load } from './load.ts';

/** What is known of one URL: the last good value stays when later requests fail. */
export type FeedState<T> = { value?: T; failure?: LoadFailure };

type Read<T> = (body: ArrayBuffer) => T | Promise<T>;
/** Brings what is known up to date, as `load` would. */
type Renew<T> = (known: T, signal: AbortSignal) => ReturnType<typeof load<T>>;
type Subscriber<T> = { show: (state: FeedState<T>) => void; active: () => boolean; refresh: number };
type Feed<T> = {
  url: string;
  read: Read<T>;
  renew: Renew<T> | undefined;
  state: FeedState<T>;
  subscribers: Set<Subscriber<T>>;
  failures: number;
  request?: AbortController | undefined;
  timer?: ReturnType<typeof setTimeout> | undefined;
  /** When the last request ended, ms. */
  ended: number;
};

export type Subscription = {
  /** Asks again now (after a failure, on a click). */
  retry: () => void;
  /** Asks again if what is known is older than `refresh`: call when the subscriber becomes active. */
  wake: () => void;
  stop: () => void;
};

/** One feed per URL on the page, shared by every element that shows it. */
const feeds = new Map<string, Feed<unknown>>();

/** First pause after a failure, ms; it doubles up to `LONGEST_PAUSE`. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

/** The longest that a timer can wait, ms: one that is set to more goes off at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Keeps a URL's value fresh: asks at once, again every `refresh` ms (0: never) while the page is visible
 * and a subscriber is active, and with growing pauses after failures that may pass. `show` is called
 * soon (never at once) with what is already known and with all that comes. Once something is known, `renew`
 * asks for what is new instead. The last subscriber that
 * stops ends the request and forgets the value.
 */
export function subscribe<T>(
  url: string,
  read: Read<T>,
  show: (state: FeedState<T>) => void,
  {
    refresh = 60_000,
    active = () => true,
    renew,
  }: { refresh?: number; active?: () => boolean; renew?: Renew<T> } = {},
): Subscription {
  const made = { url, read, renew, state: {}, subscribers: new Set(), failures: 0, ended: 0 };
  const joined = (feeds.get(url) ?? made) as Feed<T>;
  feeds.set(url, joined as Feed<unknown>);
  const subscriber = { show, active, refresh };
  joined.subscribers.add(subscriber);
  if (joined.ended > 0) {
    queueMicrotask(() => {
      if (joined.subscribers.has(subscriber)) show(joined.state);
    });
    schedule(joined);
  } else if (!joined.request) void ask(joined);
  return {
    retry() {
      joined.failures = 0;
      if (!joined.request) void ask(joined);
    },
    wake: () => schedule(joined),
    stop() {
      joined.subscribers.delete(subscriber);
      if (joined.subscribers.size > 0 || feeds.get(url) !== (joined as Feed<unknown>)) return;
      feeds.delete(url);
      clearTimeout(joined.timer);
      joined.request?.abort();
    },
  };
}

async function ask<T>(feed: Feed<T>): Promise<void> {
  clearTimeout(feed.timer);
  const request = new AbortController();
  feed.request = request;
  const { url, read, renew, state } = feed;
  const known = state.value !== undefined && renew;
  const answer = await (known ? known(state.value as T, request.signal) : load(url, read, request.signal));
  if (request.signal.aborted) return;
  feed.request = undefined;
  feed.ended = Date.now();
  if ('failure' in answer) {
    feed.failures++;
    feed.state = { ...feed.state, failure: answer.failure };
  } else {
    feed.failures = 0;
    feed.state = { value: answer.value };
  }
  schedule(feed);
  for (const { show } of [...feed.subscribers]) show(feed.state);
}

function schedule<T>(feed: Feed<T>): void {
  clearTimeout(feed.timer);
  if (feed.request) return;
  const { failure } = feed.state;
  if (failure && !failure.mayPass) return;
  const asked = [...feed.subscribers].map(({ refresh }) => refresh).filter(refresh => refresh > 0);
  if (!failure && asked.length === 0) return;
  const pause = failure
    ? Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (feed.failures - 1))
    : Math.min(...asked);
  // Spread over a tenth, so that the readers of a page do not all come in the same instant.
  const wait = feed.ended + pause * (1 + Math.random() / 10) - Date.now();
  feed.timer = setTimeout(
    () => {
      const wanted = !document.hidden && [...feed.subscribers].some(({ active }) => active());
      if (wanted) void ask(feed);
    },
    Math.min(LONGEST_TIMER, Math.max(0, wait)),
  );
}
