import { gzipSync } from 'node:zlib';
import { WebSocket } from 'ws';
import type { LedgerEntry } from './ledger.ts';
import type { Session, Venue } from './venue.ts';

export type Frame = string | Uint8Array;

/** One connection of somebody to a venue. */
export type Client = {
  venue: Venue;
  session: Session;
  socket: WebSocket;
  /** Frames on their way, and the events that count as delivered once they went out. */
  queue: { at: number; frame: Frame; entries: readonly LedgerEntry[] }[];
  /** A frame that waits to be overtaken by the next. */
  held?: { frame: Frame; entries: readonly LedgerEntry[]; since: number };
  beaten: number;
  /** Whether frames went out since it was last known that all had arrived. */
  sent: boolean;
  /** The line once died in silence; it does not come back to life. */
  dead: boolean;
};

/** Sends what is due. */
export function flush(client: Client, now: number): void {
  if (client.dead) return;
  const due = client.queue.filter(({ at }) => at <= now);
  if (due.length === 0) return;
  client.queue = client.queue.filter(({ at }) => at > now);
  for (const { frame, entries } of due) {
    if (client.socket.readyState !== WebSocket.OPEN) return;
    client.sent = true;
    client.socket.send(frame, error => {
      if (!error) for (const entry of entries) entry.delivered++;
    });
  }
}

/** A message as the venue frames it; texts that are no JSON (`pong`) go as they are. */
export function frameOf(venue: Venue, message: unknown, garbage: boolean): Frame {
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  if (!garbage) return venue.gzip ? gzipSync(text) : text;
  const packed = gzipSync(text);
  // Cut short, it lacks its checksum and cannot be unpacked.
  return packed.subarray(0, Math.floor(packed.length / 2));
}
