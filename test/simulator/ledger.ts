import type { Published, Told } from './venue.ts';

/** One event as the simulator can prove it published it. */
export type LedgerEntry = Published & {
  exchange: string;
  /** Frames with it that went out whole, in a form that can be read. */
  delivered: number;
  /** REST answers that held it whole, in a form that can be read. */
  served: number;
  /** Until when REST lists it, by the simulator's clock; undefined where the venue lists none. */
  listedUntil?: number;
};

export type Ledger = {
  /** Adds an event, unless one with the same identity is there. */
  add: (exchange: string, event: Published, lookBack: number) => LedgerEntry | undefined;
  entries: () => readonly LedgerEntry[];
  /** Events of a venue of [from, to), as REST lists them now, oldest first. */
  listed: (exchange: string, from: number, to: number, now: number) => LedgerEntry[];
  /** The newest events of a venue that pass, oldest first. */
  latest: (exchange: string, passes: (entry: LedgerEntry) => boolean, count: number) => LedgerEntry[];
  /**
   * What somebody was given, live or by REST: what a reader that misses nothing has, once each, and nothing
   * else.
   */
  given: () => LedgerEntry[];
  /** What was never given to anybody. */
  withheld: () => LedgerEntry[];
};

export function createLedger(): Ledger {
  const byExchange = new Map<string, LedgerEntry[]>();
  const identities = new Set<string>();
  const of = (exchange: string) => byExchange.get(exchange) ?? [];
  const entries = () => [...byExchange.values()].flat();
  return {
    add(exchange, event, lookBack) {
      const ids = tellings(event).map(told => `${exchange} ${told.liquidation.id}`);
      if (ids.some(id => identities.has(id))) return undefined;
      for (const id of ids) identities.add(id);
      const entry: LedgerEntry = { ...event, exchange, delivered: 0, served: 0 };
      if (lookBack > 0 && event.list) entry.listedUntil = event.time + lookBack;
      const events = byExchange.get(exchange);
      if (events) events.push(entry);
      else byExchange.set(exchange, [entry]);
      return entry;
    },
    entries,
    listed: (exchange, from, to, now) =>
      of(exchange)
        .filter(({ list, publishedAt, listedUntil = 0 }) => {
          if (!list || publishedAt > now || listedUntil <= now) return false;
          return list.liquidation.time >= from && list.liquidation.time < to;
        })
        .sort((a, b) => (a.list?.liquidation.time ?? 0) - (b.list?.liquidation.time ?? 0)),
    latest: (exchange, passes, count) => of(exchange).filter(passes).slice(-count),
    given: () => entries().filter(({ delivered, served }) => delivered + served > 0),
    withheld: () => entries().filter(({ delivered, served }) => delivered + served === 0),
  };
}

const tellings = ({ feed, list }: Published): Told[] => [feed, list].filter(told => told !== undefined);

/**
 * Under which identities an event may stand in a store: exactly one of them must. Two where the venue told
 * it twice, under different ones.
 */
export function identitiesOf({ exchange, feed, list, delivered, served }: LedgerEntry): string[] {
  const told = [delivered > 0 ? feed : undefined, served > 0 ? list : undefined];
  const ids = told.flatMap(one => (one ? `${exchange} ${one.liquidation.time} ${one.liquidation.id}` : []));
  return [...new Set(ids)];
}
