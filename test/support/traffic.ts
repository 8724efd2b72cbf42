import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../workers/ingest/clock.ts';
import type { Connect } from '../../workers/ingest/feed/socket.ts';
import type { Simulator } from '../simulator/simulator.ts';

const turn = () => new Promise(resume => setImmediate(resume));

/**
 * Counts what is on its way between those who ingest and a simulator, so that a simulated clock can wait for it: real
 * sockets take real time, which a clock that moves by itself would take for a venue's delay.
 */
export function watchTraffic(simulator: Simulator) {
  const asked = new Set<{ url: string }>();
  const timers = new Set<symbol>();
  let opening = 0;
  let open = 0;
  /** Counts everything that happens: where it stands still, so does all else. */
  let happened = 0;
  let sent = false;

  const connecting =
    (connect: Connect): Connect =>
    (url, events) => {
      let state: 'opening' | 'open' | 'over' = 'opening';
      const become = (next: typeof state) => {
        happened++;
        if (state === 'opening') opening--;
        if (state === 'open') open--;
        if (next === 'open') open++;
        state = next;
      };
      opening++;
      happened++;
      const socket = connect(url, {
        open: () => {
          become('open');
          events.open();
        },
        frame: data => {
          happened++;
          events.frame(data);
        },
        end: reason => {
          become('over');
          events.end(reason);
        },
      });
      return {
        send: text => {
          happened++;
          sent = true;
          socket.send(text);
        },
        close: () => {
          if (state !== 'over') become('over');
          socket.close();
        },
      };
    };

  const fetching: typeof fetch = async (input, init) => {
    const request = { url: String(input) };
    asked.add(request);
    happened++;
    try {
      const response = await fetch(input, init);
      const body = await response.arrayBuffer();
      return new Response(body, { status: response.status, headers: response.headers });
    } finally {
      asked.delete(request);
      happened++;
    }
  };

  /** Notes who waits for the clock. */
  const timing = ({ now, after }: Clock): Clock => ({
    now,
    after: (delay, run) => {
      const timer = Symbol('timer');
      timers.add(timer);
      happened++;
      const cancel = after(delay, () => {
        timers.delete(timer);
        happened++;
        run();
      });
      return () => {
        if (timers.delete(timer)) happened++;
        cancel();
      };
    },
  });

  /** Whether all who asked wait for the clock to move: for an answer that a fault holds back, or for a limit. */
  const waitForClock = () => {
    const held = new Set(simulator.held().map(path => `${simulator.origin}${path}`));
    return timers.size > 0 && [...asked].every(({ url }) => held.has(url));
  };

  /**
   * Resolves when nothing is on its way: all sockets stand or are gone at both ends, all frames have come and are read,
   * and whoever is `busy` waits for the clock.
   */
  async function settle({ busy, read }: { busy: () => boolean; read: () => Promise<void> }): Promise<void> {
    let before: number;
    do {
      before = happened;
      const byUs = sent;
      sent = false;
      await simulator.delivered(byUs);
      await read();
      // Who neither asks a venue nor waits for the clock works at the store, which needs the processor more than we do.
      await (busy() && asked.size + timers.size === 0 ? sleep(1) : turn());
    } while (
      happened !== before ||
      opening > 0 ||
      open !== simulator.connections() ||
      (busy() && !waitForClock())
    );
  }

  return { connecting, fetching, timing, settle };
}
