import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Instrument } from '../../../schema/market.ts';
import { HOUR, MINUTE } from '../../../schema/range.ts';
import { createFeedServer } from '../../simulator/feed-server.ts';
import { createFloor, type Floor } from '../../simulator/floor.ts';
import type { LedgerEntry } from '../../simulator/ledger.ts';
import { createRestServer } from '../../simulator/rest-server.ts';
import type { Row, Venue, View } from '../../simulator/venue.ts';
import { marketOf } from '../../support/exchange.ts';
import { addJunk, addSpoiledContract, POISONED_BARS, spoilRow } from './poison-rows.ts';
import { type Kind, kindsByPath } from './question-kinds.ts';

/** What one venue tells wrong, and when; times are milliseconds. */
export type Poison = {
  exchange: string;
  /** The symbol whose bar is poisoned, how, and its open, on the quarter of an hour. */
  bar: string;
  barTime: number;
  interestTime: number;
  /** On the hour. */
  ratioTime: number;
  /** What was given to somebody. */
  served: Set<Kind>;
};

/** The symbol whose bars are poisoned, and the one whose present open interest is. */
export const [POISONED, OTHER] = ['BTC', 'ETH'] as const;
const STEP = 15 * MINUTE;

export type PoisonedVenues = Awaited<ReturnType<typeof startPoisonedVenues>>;

/**
 * The simulator's venues, each with a poisoned row in all it tells: `values`, numbers that cannot be; `junk`, a row that
 * is none. One origin stands for all of them.
 */
export async function startPoisonedVenues(
  how: 'values' | 'junk',
  { seed, start, now, exchanges }: { seed: number; start: number; now: number; exchanges: readonly string[] },
) {
  const base = createFloor({ seed, start, symbols: [POISONED, OTHER], exchanges });
  const poisoned = new Map<LedgerEntry, (row: Row, entry: LedgerEntry) => Row>();
  const poisons = base.venues.map(({ exchange }, i): Poison => {
    const barTime = Math.floor((now - (3 + i) * HOUR) / STEP) * STEP;
    const bars = Object.keys(POISONED_BARS);
    return {
      exchange,
      bar: bars[(i + seed) % bars.length] as string,
      barTime,
      interestTime: barTime - 3 * STEP,
      ratioTime: Math.floor(barTime / HOUR) * HOUR - 2 * HOUR,
      served: new Set(),
    };
  });
  const originals = new Map(base.venues.map(venue => [venue.exchange, venue]));
  const venues = base.venues.map((venue, i) => poisonedVenue(base, venue, how, poisons[i] as Poison));
  const floor: Floor = {
    ...base,
    venues,
    listingsOf: ({ exchange }) => base.listingsOf(originals.get(exchange) as Venue),
    spoiled: (_, row, entry) => poisoned.get(entry)?.(row, entry) ?? row,
    publish(occurrence) {
      const told = base.publish(occurrence);
      const venue = venues.find(({ exchange }) => exchange === told?.venue.exchange);
      return told && venue ? { venue, entry: told.entry } : undefined;
    },
  };
  const rest = createRestServer(floor);
  const feeds = createFeedServer(floor);
  const server = createServer(rest.answer);
  server.on('upgrade', feeds.upgrade);
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));

  function advance(to: number): void {
    for (const occurrence of floor.world.advance(to)) {
      floor.time.now = Math.max(floor.time.now, occurrence.time);
      const told = floor.publish(occurrence);
      if (told) feeds.push(told.venue, told.entry);
    }
    floor.time.now = to;
    feeds.tick();
    rest.flush();
  }
  advance(start);

  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    poisons,
    advance,
    connections: () => feeds.clients.size,
    /** Has a venue tell of a liquidation, with its row spoiled where told how. */
    liquidate(
      exchange: string,
      price: number,
      quantity: number,
      spoil?: (row: Row, entry: LedgerEntry) => Row,
    ) {
      const time = floor.time.now;
      const told = floor.publish({ exchange, symbol: POISONED, side: 'long', price, quantity, time });
      if (!told) throw new Error(`${exchange}: expected a venue of the simulator`);
      if (spoil) poisoned.set(told.entry, spoil);
      feeds.push(told.venue, told.entry);
      return told.entry;
    },
    async close() {
      feeds.close();
      server.closeAllConnections();
      await new Promise(closed => server.close(closed));
    },
  };
}

function poisonedVenue(floor: Floor, venue: Venue, how: 'values' | 'junk', poison: Poison): Venue {
  let kinds: Map<string, Set<Kind>> | undefined;
  return {
    ...venue,
    answer(url, view) {
      kinds ??= kindsByPath(venue.exchange, instrumentsOf(floor, venue, view));
      const asked = kinds.get(url.pathname) ?? new Set<Kind>();
      if (how === 'junk') {
        const answer = structuredClone(venue.answer(url, view));
        if (asked.size > 0 && addJunk(answer)) for (const kind of asked) poison.served.add(kind);
        return answer;
      }
      const answer = structuredClone(venue.answer(url, poisonedView(view, asked, poison)));
      if (asked.has('instruments') && addSpoiledContract(answer)) poison.served.add('instruments');
      else if (asked.has('marginTiers') && spoilRow(answer)) poison.served.add('marginTiers');
      return answer;
    },
  };
}

/** What the adapter itself would make of the list. */
function instrumentsOf(floor: Floor, venue: Venue, view: View): Instrument[] {
  const lists = marketOf(venue.exchange).instruments.map(question => {
    const answer = venue.answer(new URL(question.request({}).url), view);
    return question.read(JSON.stringify(answer), {}).rows;
  });
  const symbols = new Set(floor.listingsOf(venue).map(({ symbol }) => symbol));
  return lists.flat().filter(({ symbol }) => symbols.has(symbol));
}

function poisonedView(view: View, asked: ReadonlySet<Kind>, poison: Poison): View {
  const { bar, barTime, interestTime, ratioTime, served } = poison;
  return {
    ...view,
    bars: (listing, step, from, to) =>
      view.bars(listing, step, from, to).map(row => {
        if (listing.symbol !== POISONED) return row;
        if (asked.has('candles') && step <= STEP && row.time === barTime) {
          served.add('candles');
          return { ...row, ...POISONED_BARS[bar]?.(row) };
        }
        if (asked.has('openInterestHistory') && step <= STEP && row.time === interestTime) {
          served.add('openInterestHistory');
          return { ...row, openInterest: -5 };
        }
        if (asked.has('accountRatios') && step === HOUR && row.time === ratioTime) {
          served.add('accountRatios');
          return { ...row, ratio: -3 };
        }
        return row;
      }),
    openInterestOf(listing) {
      if (!asked.has('openInterest') || listing.symbol !== OTHER) return view.openInterestOf(listing);
      served.add('openInterest');
      return -5;
    },
  };
}
