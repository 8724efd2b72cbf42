import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fault } from './faults.ts';
import { createFeedServer } from './feed-server.ts';
import { createFloor } from './floor.ts';
import type { Ledger } from './ledger.ts';
import { createRestServer } from './rest-server.ts';

/**
 * Servers that speak the exchanges' languages. One origin stands for all: `wss://a.b/c` is served at
 * `ws://127.0.0.1:port/a.b/c`, REST likewise. The same seed publishes the same events; what goes wrong is
 * told by `fault`; what was published, and whether anybody was given it, stands in `ledger`.
 */
export type Simulator = {
  /** What to put before the host of a venue's URL. */
  origin: string;
  exchanges: readonly string[];
  ledger: Ledger;
  fault: (fault: Fault) => void;
  faults: () => readonly Fault[];
  /** Publishes, beats and sends everything that is due at a time, which never goes back. */
  advance: (now: number) => void;
  /** Advances by itself with the clock, every so many milliseconds. */
  run: (every?: number) => void;
  /** How many sockets a venue, or all, hold open. */
  connections: (exchange?: string) => number;
  /** Resolves when every frame that venues, and clients if any did, have sent so far has arrived. */
  delivered: (byClients: boolean) => Promise<void>;
  /** Paths of the requests whose answer a fault holds back until the clock has moved on. */
  held: () => string[];
  close: () => Promise<void>;
};

/** The largest venues, and those whose languages differ most. */
export const MAIN_EXCHANGES = [
  'binance',
  'bybit',
  'okx',
  'gate',
  'htx',
  'deribit',
  'kraken',
  'dydx',
] as const;

export type SimulatorOptions = {
  seed: number;
  /** Begin of its history; candles before it do not exist. Its clock stands there until advanced. */
  start: number;
  symbols?: readonly string[];
  /** Any that publish liquidations; the eight of `MAIN_EXCHANGES` unless told. */
  exchanges?: readonly string[];
  clock?: () => number;
  /** A free one unless told. */
  port?: number;
};

export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const {
    seed,
    start,
    symbols = ['BTC', 'ETH', 'SOL'],
    exchanges = MAIN_EXCHANGES,
    clock = Date.now,
    port = 0,
  } = options;
  const floor = createFloor({ seed, start, symbols, exchanges });
  const rest = createRestServer(floor);
  const feeds = createFeedServer(floor);
  const server = createServer(rest.answer);
  server.on('upgrade', feeds.upgrade);
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  const { time, ledger, faults, world, venues } = floor;
  let timer: NodeJS.Timeout | undefined;

  function advance(to: number): void {
    if (to < time.now) throw new RangeError(`advance: expected a time from ${time.now} on, got ${to}`);
    for (const occurrence of world.advance(to)) {
      time.now = Math.max(time.now, occurrence.time);
      const published = floor.publish(occurrence);
      if (published) feeds.push(published.venue, published.entry);
    }
    time.now = to;
    feeds.tick();
    rest.flush();
  }
  advance(start);

  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exchanges: venues.map(({ exchange }) => exchange),
    ledger,
    fault: faults.add,
    faults: faults.all,
    advance,
    run(every = 100) {
      timer = setInterval(() => advance(Math.max(time.now, clock())), every);
    },
    connections: exchange =>
      [...feeds.clients].filter(({ venue }) => exchange === undefined || venue.exchange === exchange).length,
    delivered: feeds.delivered,
    held: rest.held,
    async close() {
      clearInterval(timer);
      feeds.close();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
