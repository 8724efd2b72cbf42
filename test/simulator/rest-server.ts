import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Floor, retryAfter, targetOf } from './floor.ts';
import type { LedgerEntry } from './ledger.ts';
import type { Bar, Venue, View } from './venue.ts';
import { barsOf } from './world.ts';

/** Answers for the venues' REST APIs. */
export type RestServer = {
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** Sends the answers that are due. */
  flush: () => void;
  /** Paths of the requests that wait for their answer to be due. */
  held: () => string[];
};

export function createRestServer(floor: Floor): RestServer {
  let pending: { at: number; path: string; run: () => void }[] = [];
  return {
    held: () => pending.map(({ path }) => path),
    answer(request, response) {
      const hold = (at: number, run: () => void) => {
        const answer = { at, path: request.url ?? '', run };
        pending.push(answer);
        // Who does not wait any more is not answered.
        response.on('close', () => {
          pending = pending.filter(other => other !== answer);
        });
      };
      const { venue, url } = targetOf(floor, request.url);
      if (!venue) {
        response.writeHead(502).end(`no venue in test/simulator/venues has ${url.host} among its hosts`);
        return;
      }
      const { now } = floor.time;
      const halfOpen = floor.has(venue, 'half-open');
      if (floor.has(venue, 'refused')) {
        request.socket.destroy();
        return;
      }
      if (halfOpen) {
        hold(halfOpen.to, () => request.socket.destroy());
        return;
      }
      const status = floor.has(venue, 'status');
      if (status) {
        response.writeHead(status.value ?? 500, retryAfter(status, now)).end('{"msg":"fault"}');
        return;
      }
      const served: LedgerEntry[] = [];
      const body = venue.answer(url, viewOf(floor, venue, served));
      if (body === undefined) {
        const msg = `test/simulator/venues/${venue.exchange}.ts answers no ${url.pathname}`;
        response.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify({ msg }));
        return;
      }
      const text = JSON.stringify(body);
      const sent = floor.has(venue, 'garbage') ? text.slice(0, Math.floor(text.length / 2)) : text;
      const whole = floor.readable(venue);
      const reply = () => {
        response.on('finish', () => {
          if (whole) for (const entry of served) entry.served++;
        });
        response.writeHead(200, { 'content-type': 'application/json' }).end(sent);
      };
      const slow = floor.has(venue, 'slow');
      if (slow) hold(now + (slow.value ?? 0), reply);
      else reply();
    },
    flush() {
      const due = pending.filter(({ at }) => at <= floor.time.now);
      pending = pending.filter(({ at }) => at > floor.time.now);
      for (const { run } of due) run();
    },
  };
}

function viewOf(floor: Floor, venue: Venue, served: LedgerEntry[]): View {
  const { world, ledger, time } = floor;
  return {
    now: floor.clockOf(venue),
    listings: floor.listingsOf(venue),
    list({ from, to, of = () => true, limit, newestFirst = false }) {
      const found = ledger.listed(venue.exchange, from, to, time.now).filter(({ listing }) => of(listing));
      const page = newestFirst ? found.slice(-limit).reverse() : found.slice(0, limit);
      served.push(...page);
      return page.flatMap(entry => (entry.list ? [floor.spoiled(venue, entry.list.row, entry)] : []));
    },
    bars(listing, step, from, to) {
      const history = world.history.get(listing.symbol);
      if (!history) return [];
      const text = (value: number) => value.toFixed(listing.decimals);
      return barsOf(history, step, from, Math.min(to, time.now - step + 1)).map(
        ({
          candle: { open, high, low, close, volume, buyVolume = 0, ...candle },
          openInterest,
          ratio,
        }): Bar => ({
          time: candle.time,
          open: text(open),
          high: text(high),
          low: text(low),
          close: text(close),
          volume,
          buyVolume,
          openInterest,
          ratio,
        }),
      );
    },
    priceOf: ({ symbol }) => world.priceOf(symbol),
    openInterestOf: ({ symbol }) => world.history.get(symbol)?.openInterest.at(-1) ?? 0,
  };
}
