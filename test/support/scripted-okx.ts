import type { Connect, SocketEvents } from '../../workers/ingest/feed/socket.ts';

/** One connection to the scripted venue, seen from its side. */
export type Visit = {
  url: string;
  sent: string[];
  closed: boolean;
  /** Answers a `ping`, as long as it is true. */
  answers: boolean;
  /** Sends text and bytes as they are, anything else as JSON. */
  say: (message: unknown) => void;
  hangUp: (reason: string) => void;
};

/** A venue that speaks OKX's language over sockets in memory. `confirms`: whether it answers subscriptions. */
export function scriptedOkx({ confirms = true, opens = true } = {}) {
  const visits: Visit[] = [];
  const settings = { confirms, opens };
  const connect: Connect = (url, events: SocketEvents) => {
    const visit: Visit = {
      url,
      sent: [],
      closed: false,
      answers: true,
      say: message =>
        events.frame(
          typeof message === 'string' || message instanceof ArrayBuffer ? message : JSON.stringify(message),
        ),
      hangUp: reason => {
        visit.closed = true;
        events.end(reason);
      },
    };
    visits.push(visit);
    queueMicrotask(() =>
      settings.opens ? events.open() : visit.hangUp('expected an upgrade, got HTTP 403'),
    );
    return {
      send: text => {
        visit.sent.push(text);
        if (text === 'ping' && visit.answers) queueMicrotask(() => visit.say('pong'));
        if (text.includes('"subscribe"') && settings.confirms)
          queueMicrotask(() => visit.say({ event: 'subscribe', arg: { channel: 'liquidation-orders' } }));
      },
      close: () => {
        visit.closed = true;
      },
    };
  };
  return { connect, visits, settings };
}

/** A message with one liquidated long of `size` contracts at a price. */
export const okxLiquidation = (ts: number, size: number, bkPx = 50_000) => ({
  arg: { channel: 'liquidation-orders', instType: 'SWAP' },
  data: [
    {
      instId: 'BTC-USDT-SWAP',
      details: [{ side: 'sell', posSide: 'long', bkPx: String(bkPx), sz: String(size), ts: String(ts) }],
    },
  ],
});
