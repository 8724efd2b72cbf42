import type { Exchange } from '../../../schema/exchange.ts';
import type { Env } from '../../env.ts';
import type { LocationHint } from '../../exchange/adapter.ts';
import { followedAdapters } from '../followed.ts';
import { feedsOf } from './collect-feeds.ts';
import type { FeedObject, FeedsReport } from './feed-object.ts';

/**
 * Which objects hold which exchanges: one for all, where the first venue that minds wants it; a venue that wants
 * another place gets another object.
 */
export function feedGroups(env: Pick<Env, 'MODE' | 'EXCHANGES'>): {
  name: string;
  locationHint: LocationHint | undefined;
  exchanges: Exchange[];
}[] {
  const adapters = followedAdapters(env).filter(adapter => feedsOf([adapter]).length > 0);
  const hints = [...new Set(adapters.flatMap(({ access }) => access.locationHints?.[0] ?? []))];
  const groups = Map.groupBy(adapters, ({ access }) => access.locationHints?.[0] ?? hints[0]);
  return [...groups].map(([locationHint, members]) => ({
    name: locationHint ?? 'anywhere',
    locationHint,
    exchanges: members.map(({ exchange }) => exchange),
  }));
}

/** Wakes every object; one that fails is reported and does not stop the others. */
export async function wakeFeeds(env: Env): Promise<PromiseSettledResult<FeedsReport>[]> {
  const objects = env.FEEDS as DurableObjectNamespace<FeedObject>;
  return Promise.allSettled(
    feedGroups(env).map(({ name, locationHint, exchanges }) =>
      objects.get(objects.idFromName(name), locationHint && { locationHint }).wake(exchanges),
    ),
  );
}
