/** Longest wait for what another request computes, ms: that request may have ended with its work undone. */
const PATIENCE = 10_000;

/** What others compute, to be waited for; undefined where that takes too long. */
type UnderWay<T> = () => Promise<T | undefined>;

/**
 * Lets one of the requests for a key compute, and gives its result to all that ask meanwhile. What is shared must be
 * plain data: streams and responses belong to the request they were made in. One per isolate. `keep` is done with the
 * result after it was given, and until then it is shared as well.
 */
export function oneComputation<T extends object>(keep: (key: string, made: T) => Promise<void>) {
  const running = new Map<string, { since: number; made: Promise<T> }>();
  const underWay = (key: string): UnderWay<T> | undefined => {
    const computation = running.get(key);
    return computation && Date.now() - computation.since < PATIENCE
      ? () => patiently(computation.made)
      : undefined;
  };
  /**
   * Computes, if nobody does. `waitUntil` keeps the request that does alive until the result is kept, or gives back what
   * is to be waited for first.
   */
  const compute = async (
    key: string,
    work: () => Promise<T>,
    waitUntil: (work: Promise<void>) => Promise<void> | undefined,
  ): Promise<T> => {
    // Nothing is waited for where nothing is under way: of those that ask at once, the first computes.
    const wait = underWay(key);
    const others = wait && (await wait());
    if (others) return others;
    const own = { since: Date.now(), made: work() };
    running.set(key, own);
    const kept = own.made.then(
      made => keep(key, made).catch(error => console.error(`${key} was not kept`, error)),
      // A failure is told to those who asked.
      () => undefined,
    );
    await waitUntil(
      kept.finally(() => {
        if (running.get(key) === own) running.delete(key);
      }),
    );
    return own.made;
  };
  return { underWay, compute };
}

/** What a promise of another request comes to; undefined where that takes too long. */
async function patiently<T>(promise: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const late = new Promise<undefined>(done => {
    timer = setTimeout(() => done(undefined), PATIENCE);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
