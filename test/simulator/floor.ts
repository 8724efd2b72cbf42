import { createFaults, type Fault, type FaultKind, type Faults } from './faults.ts';
import { createLedger, type Ledger, type LedgerEntry } from './ledger.ts';
import type { Listing, Row, Sized, Venue } from './venue.ts';
import { VENUES } from './venues/index.ts';
import { createWorld, type Occurrence, type World } from './world.ts';

/**
 * What all servers of a simulator share: the venues, the market they serve, what they published, what goes
 * wrong.
 */
export type Floor = {
  venues: readonly Venue[];
  world: World;
  ledger: Ledger;
  faults: Faults;
  /** The simulator's clock, milliseconds. */
  time: { now: number };
  listingsOf: (venue: Venue) => readonly Listing[];
  has: (venue: Venue, kind: FaultKind) => Fault | undefined;
  /** The venue's own clock. */
  clockOf: (venue: Venue) => number;
  /** Whether what the venue sends now can be read. */
  readable: (venue: Venue) => boolean;
  /** A row as it goes out under the faults of the moment. */
  spoiled: (venue: Venue, row: Row, entry: LedgerEntry) => Row;
  /** Puts an occurrence into its venue's words and into the ledger. */
  publish: (occurrence: Occurrence) => { venue: Venue; entry: LedgerEntry } | undefined;
};

export function createFloor(options: {
  seed: number;
  start: number;
  symbols: readonly string[];
  exchanges: readonly string[];
}): Floor {
  const { seed, start, symbols, exchanges } = options;
  const venues = VENUES.filter(({ exchange }) => exchanges.includes(exchange));
  const unspoken = exchanges.find(name => !venues.some(({ exchange }) => exchange === name));
  if (unspoken !== undefined)
    throw new Error(
      `simulator: no venue speaks for exchange '${unspoken}': add test/simulator/venues/${unspoken}.ts to venues/index.ts`,
    );
  const listings = new Map(venues.map(venue => [venue, venue.listings(symbols)]));
  const world = createWorld({ seed, start, symbols, exchanges: venues.map(({ exchange }) => exchange) });
  const ledger = createLedger();
  const faults = createFaults();
  const time = { now: start };
  const counts = new Map<Venue, number>();
  const has = (venue: Venue, kind: FaultKind) => faults.at(venue.exchange, kind, time.now);
  const listingsOf = (venue: Venue) => listings.get(venue) ?? [];
  const clockOf = (venue: Venue) => time.now + (has(venue, 'clock')?.value ?? 0);

  return {
    venues,
    world,
    ledger,
    faults,
    time,
    listingsOf,
    has,
    clockOf,
    readable: venue => !has(venue, 'garbage') && !has(venue, 'missing-field'),
    spoiled(venue, row, { needed }) {
      const changed = { ...row };
      if (has(venue, 'new-field')) changed.futureField = { note: 'unknown' };
      if (has(venue, 'missing-field')) delete changed[needed];
      return changed;
    },
    publish(occurrence) {
      const venue = venues.find(({ exchange }) => exchange === occurrence.exchange);
      if (!venue) return undefined;
      const number = (counts.get(venue) ?? 0) + 1;
      counts.set(venue, number);
      const happened = occurrence.time + clockOf(venue) - time.now;
      const own = listingsOf(venue).filter(({ symbol }) => symbol === occurrence.symbol);
      // Most trade on the first contract of a coin.
      const listing = own[number % 5 === 0 ? own.length - 1 : 0] as Listing;
      // An identity that is taken moves on to the next size.
      for (let more = 0; ; more++) {
        const event = sized({ ...occurrence, time: happened }, listing, number, more);
        const published = { ...venue.publish(event), time: happened, listing, publishedAt: time.now };
        const entry = ledger.add(venue.exchange, published, venue.lookBack);
        if (entry) return { venue, entry };
      }
    },
  };
}

/** Rounds to whole lots, at least one, and `more` of them. */
function sized(occurrence: Occurrence, listing: Listing, number: number, more: number): Sized {
  const { symbol, side, price, quantity, time } = occurrence;
  const units = (listing.kind === 'linear' ? quantity : quantity * price) / listing.unit;
  const lots = Math.max(1, Math.round(units / listing.lot)) + more;
  const sizeText = (lots * listing.lot).toFixed(Math.max(0, -Math.floor(Math.log10(listing.lot))));
  return {
    symbol,
    side,
    price,
    time,
    listing,
    number,
    size: Number(sizeText),
    sizeText,
    priceText: price.toFixed(listing.decimals),
  };
}

/** What a fault by status tells of when to come back. */
export const retryAfter = ({ value, to }: Fault, now: number): Record<string, string> =>
  value === 418 || value === 429 ? { 'retry-after': `${Math.max(1, Math.ceil((to - now) / 1000))}` } : {};

/** `/a.b/c?d` stands for `https://a.b/c?d`. */
export function targetOf(floor: Floor, path: string | undefined): { venue: Venue | undefined; url: URL } {
  const url = new URL(`https:/${path ?? '/'}`);
  return { venue: floor.venues.find(({ hosts }) => hosts.includes(url.host)), url };
}
