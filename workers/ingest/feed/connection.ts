import type { Instrument } from '../../../schema/market.ts';
import type { Adapter, Context, Feed, Reading } from '../../exchange/adapter.ts';
import { frameText } from '../../exchange/frame.ts';
import type { Clock } from '../clock.ts';
import { messageOf } from '../message-of.ts';
import type { Connect, FrameData } from './socket.ts';

/** How long a connection may take until the venue has confirmed a subscription, beyond the pace of sending. */
const CONFIRMATION = 30_000;

export type ConnectionEvents = {
  /** The venue confirmed: from here on the connection sees what happens. */
  live: (at: number) => void;
  /** A frame that came at `at` has been read, and with it all that came before. */
  frame: (at: number) => void;
  reading: (reading: Reading, text: string, at: number) => void;
  /** The venue will cut this connection soon. */
  closing: (reason: string) => void;
  /**
   * Comes once. What happened after `provenUntil` may have been missed; frames that had come by then are still read, and
   * handed over afterwards.
   */
  end: (reason: string, provenUntil: number) => void;
};

export type Connection = {
  /** Sends the frame that the venue answers, so that the connection proves it is alive. */
  probe: () => void;
  close: () => void;
  /** Resolves when all frames that have come are read. */
  read: () => Promise<void>;
};

/**
 * One connection to one feed, from opening to its end: subscribes at the venue's pace, keeps alive as it wants, answers
 * its pings, and ends a connection from which no frame has come for `feed.silence`, however well it looks.
 */
export function openConnection(
  { liquidations }: Pick<Adapter, 'liquidations'>,
  feed: Feed,
  url: string,
  { connect, clock, instruments, context }: ConnectionSettings,
  events: ConnectionEvents,
): Connection {
  const cancels = new Map<string, () => void>();
  const timer = (name: string, delay: number, run: () => void) => {
    cancels.get(name)?.();
    cancels.set(name, clock.after(delay, run));
  };
  const frames = feed.subscribe(instruments);
  let state: 'opening' | 'live' | 'ended' = 'opening';
  let sent = false;
  let confirmed = false;
  let provenUntil = clock.now();
  let reading: Promise<void> = Promise.resolve();

  const stop = () => {
    state = 'ended';
    for (const cancel of cancels.values()) cancel();
    socket.close();
  };
  const end = (reason: string) => {
    if (state === 'ended') return;
    stop();
    events.end(reason, provenUntil);
  };
  const becomeLive = () => {
    if (state !== 'opening' || !sent || !confirmed) return;
    state = 'live';
    cancels.get('confirmation')?.();
    events.live(clock.now());
  };
  const subscribe = (next: number) => {
    const frame = frames[next];
    if (frame !== undefined) socket.send(frame);
    if (next + 1 < frames.length) {
      timer('subscribe', feed.pace, () => subscribe(next + 1));
      return;
    }
    sent = true;
    timer('confirmation', CONFIRMATION, () => end(`no subscription was confirmed in ${CONFIRMATION} ms`));
    becomeLive();
  };
  const probe = () => {
    if (feed.keepAlive && sent) socket.send(feed.keepAlive.frame(clock.now()));
  };
  const keepAlive = () => {
    if (!feed.keepAlive) return;
    timer('keepAlive', feed.keepAlive.every, () => {
      probe();
      keepAlive();
    });
  };
  const listen = () => timer('silence', feed.silence, () => end(`silent for ${feed.silence} ms`));

  async function take(data: FrameData, at: number): Promise<void> {
    const text = await frameText(data);
    if (!liquidations) return;
    const result = liquidations.readMessage(text, context);
    for (const reply of result.replies ?? []) socket.send(reply);
    if (result.control?.kind === 'subscribed' || result.liquidations.length > 0) confirmed = true;
    becomeLive();
    events.reading(result, text, at);
    if (result.control?.kind === 'closing' && state !== 'ended') events.closing(result.control.reason);
  }

  const socket = connect(url, {
    open: () => {
      subscribe(0);
      keepAlive();
      listen();
    },
    frame: data => {
      if (state === 'ended') return;
      const at = clock.now();
      listen();
      // One after another: unpacking gzip takes turns of its own. Until it is read nobody knows whether it could be.
      reading = reading
        .then(() => take(data, at))
        .catch((error: unknown) => unreadable(error, at))
        .then(() => {
          provenUntil = at;
          events.frame(at);
        });
    },
    end,
  });
  const unreadable = (error: unknown, at: number) => {
    const reason = `${feed.name}: ${messageOf(error)}`;
    events.reading({ liquidations: [], rejects: [{ reason, payload: '(binary)' }] }, '', at);
  };
  listen();
  return { probe, close: stop, read: () => reading };
}

export type ConnectionSettings = {
  connect: Connect;
  clock: Clock;
  instruments: readonly Instrument[];
  context: Context;
};
