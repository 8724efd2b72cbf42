import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { type Floor, retryAfter, targetOf } from './floor.ts';
import type { LedgerEntry } from './ledger.ts';
import { type Client, type Frame, flush, frameOf } from './session.ts';
import type { Listing, Venue } from './venue.ts';

/** Serves the venues' WebSocket feeds. */
export type FeedServer = {
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Pushes an event to all who have subscribed to it. */
  push: (venue: Venue, entry: LedgerEntry) => void;
  /** Beats, sends what is due, and lets faults strike the connections. */
  tick: () => void;
  clients: ReadonlySet<Client>;
  /**
   * Resolves when every frame sent so far has arrived, or its socket is gone: a ping of the protocol comes back after all
   * before it. Of sockets on which the venue sent nothing only if told that a client did.
   */
  delivered: (byClients: boolean) => Promise<void>;
  close: () => void;
};

/** How long a frame waits for another to overtake it, milliseconds. */
const HELD = 2_000;
/** How many events a venue replays at most to a new subscriber. */
const REPLAYED = 50;

export function createFeedServer(floor: Floor): FeedServer {
  const { time, has } = floor;
  const clients = new Set<Client>();
  const server = new WebSocketServer({ noServer: true, autoPong: false });
  const framed = (venue: Venue, message: unknown) =>
    frameOf(venue, message, has(venue, 'garbage') !== undefined);

  /** Puts a frame on its way: late, twice or out of order, as faults will have it. */
  function send(client: Client, frame: Frame, entries: readonly LedgerEntry[]): void {
    const { venue } = client;
    const counted = floor.readable(venue) ? entries : [];
    const at = time.now + (has(venue, 'slow')?.value ?? 0) + (has(venue, 'delay')?.value ?? 0);
    if (has(venue, 'reorder') && entries.length > 0 && !client.held) {
      client.held = { frame, entries: counted, since: time.now };
      return;
    }
    client.queue.push({ at, frame, entries: counted });
    if (entries.length > 0) release(client);
    if (has(venue, 'duplicate')) client.queue.push({ at, frame, entries: [] });
  }

  function release(client: Client): void {
    if (!client.held) return;
    const { frame, entries } = client.held;
    delete client.held;
    client.queue.push({ at: time.now, frame, entries });
  }

  function accept(venue: Venue, url: URL, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    server.handleUpgrade(request, socket, head, webSocket => {
      const client: Client = {
        venue,
        session: { topics: new Set(), url },
        socket: webSocket,
        queue: [],
        sent: false,
        beaten: time.now,
        // A line that is dead from its beginning does not come to life when the fault is over, either.
        dead: has(venue, 'half-open') !== undefined,
      };
      clients.add(client);
      const reply = (messages: readonly unknown[], given: readonly LedgerEntry[]) => {
        // The replay, if any, is the last message.
        for (const [index, message] of messages.entries()) {
          send(client, framed(venue, message), index === messages.length - 1 ? given : []);
        }
        flush(client, time.now);
      };
      reply(venue.open?.(client.session) ?? [], []);
      webSocket.on('message', data => {
        if (client.dead) return;
        const given: LedgerEntry[] = [];
        reply(venue.receive(String(data), client.session, recentOf(venue, given)), given);
      });
      webSocket.on('ping', data => {
        if (!client.dead) webSocket.pong(data);
      });
      webSocket.on('close', () => clients.delete(client));
      webSocket.on('error', () => clients.delete(client));
    });
  }

  function recentOf(venue: Venue, given: LedgerEntry[]) {
    return (of: (listing: Listing) => boolean, count: number) => {
      if (has(venue, 'renamed-channel')) return [];
      const wanted = (entry: LedgerEntry) => entry.feed !== undefined && of(entry.listing);
      const entries = floor.ledger.latest(venue.exchange, wanted, Math.min(count, REPLAYED));
      given.push(...entries);
      return entries.flatMap(entry =>
        entry.feed ? [{ row: floor.spoiled(venue, entry.feed.row, entry), listing: entry.listing }] : [],
      );
    };
  }

  return {
    clients,
    upgrade(request, socket, head) {
      const { venue, url } = targetOf(floor, request.url);
      if (!venue || has(venue, 'refused')) {
        socket.destroy();
        return;
      }
      const status = has(venue, 'status');
      if (!status) {
        accept(venue, url, request, socket, head);
        return;
      }
      const headers = Object.entries(retryAfter(status, time.now)).map(
        ([name, value]) => `${name}: ${value}\r\n`,
      );
      socket.end(
        `HTTP/1.1 ${status.value ?? 500} Fault\r\n${headers.join('')}content-length: 0\r\nconnection: close\r\n\r\n`,
      );
    },
    push(venue, entry) {
      if (!entry.feed || has(venue, 'renamed-channel')) return;
      const row = floor.spoiled(venue, entry.feed.row, entry);
      for (const client of clients) {
        if (client.venue !== venue || client.dead) continue;
        const message = venue.push([row], entry.listing, client.session, floor.clockOf(venue));
        if (message !== undefined) send(client, framed(venue, message), [entry]);
      }
    },
    tick() {
      const { now } = time;
      for (const client of clients) {
        const { venue } = client;
        if (has(venue, 'half-open')) client.dead = true;
        if (has(venue, 'refused') || (client.dead && !has(venue, 'half-open'))) {
          client.socket.terminate();
          continue;
        }
        if (client.held && now - client.held.since > HELD) release(client);
        if (venue.heartbeat && now - client.beaten >= venue.heartbeat.every) {
          client.beaten = now;
          send(client, framed(venue, venue.heartbeat.message(floor.clockOf(venue))), []);
        }
        flush(client, now);
      }
    },
    async delivered(byClients) {
      const asked = [...clients].filter(({ sent }) => sent || byClients);
      for (const client of asked) client.sent = false;
      await Promise.all(asked.map(({ socket }) => echo(socket)));
    },
    close() {
      for (const { socket } of clients) socket.terminate();
      server.close();
    },
  };
}

/** Resolves when the other side has answered a ping, or is gone. */
const echo = (socket: WebSocket): Promise<void> =>
  new Promise(resolve => {
    if (socket.readyState !== WebSocket.OPEN) return resolve();
    const over = () => {
      socket.off('pong', over);
      socket.off('close', over);
      resolve();
    };
    socket.on('pong', over);
    socket.on('close', over);
    socket.ping();
  });
