import fc from 'fast-check';
import type { Exchange } from '../../../schema/exchange.ts';
import type { FeedMinute, Liquidation, LiquidationBar } from '../../../schema/market.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';

/** What one exchange told of one symbol: totals that were recorded, single events, and when its feeds were watching. */
export type ToldExchange = {
  exchange: Exchange;
  recorded: LiquidationBar[];
  events: Liquidation[];
  minutes: FeedMinute[];
};

/** Exchanges that told in different ways of the time up to the last close `end`, and of what came after it until `now`. */
export type ToldMarket = { end: number; now: number; exchanges: ToldExchange[] };

/** How long after the last close the present is. */
const LEAD = 7 * MINUTE;
/** How far back totals of hours and days were recorded. */
const LONG = 33 * DAY;

type Kind =
  | 'events'
  | 'minutes'
  | 'five minutes'
  | 'hours'
  | 'days'
  | 'hours, then events'
  | 'days, then hours'
  | 'days over hours';

/** What a market is made of: few words, so that one that fails can be read. */
export type Plan = { minutes: number; kinds: Kind[]; live: number; seed: number };

/** Plans of one to three exchanges that end at any time of day, on the hour and around midnight too. */
export const plans: fc.Arbitrary<Plan> = fc.record({
  minutes: fc.oneof(
    fc.constantFrom(0, 5, 55, 60, 20 * 60 + 40, 23 * 60 + 55),
    fc.nat(287).map(i => i * 5),
  ),
  kinds: fc.array(
    fc.constantFrom<Kind>(
      ...(['events', 'events', 'hours, then events', 'hours, then events'] as const),
      ...(['minutes', 'five minutes', 'hours', 'days', 'days, then hours', 'days over hours'] as const),
    ),
    { minLength: 1, maxLength: 3 },
  ),
  live: fc.integer({ min: 20, max: 3 * 24 * 60 }),
  seed: fc.integer({ min: 1, max: 2 ** 31 - 2 }),
});

/** The market of a plan, always the same. */
export function toldMarket({ minutes, kinds, live, seed }: Plan): ToldMarket {
  const end = Date.UTC(2026, 2, 10) + minutes * MINUTE;
  const random = randomOf(seed);
  const names = ['binance', 'okx', 'bybit'] as const;
  return {
    end,
    now: end + LEAD,
    exchanges: kinds.map((kind, i) =>
      told(names[i] as Exchange, kind, { end, from: end - live * MINUTE, random }),
    ),
  };
}

type Random = (below: number) => number;

/** Park and Miller's generator: whole numbers below a bound. */
function randomOf(seed: number): Random {
  let state = seed;
  return below => {
    state = (state * 48_271) % (2 ** 31 - 1);
    return state % below;
  };
}

function told(
  exchange: Exchange,
  kind: Kind,
  { end, from, random }: { end: number; from: number; random: Random },
): ToldExchange {
  const floor = (time: number, step: number) => Math.floor(time / step) * step;
  const totals = (begin: number, until: number, step: number) => {
    const bars: LiquidationBar[] = [];
    for (let time = floor(begin, step); time + step <= until; time += step) {
      // One in eight was not recorded, and half of the others were quiet.
      if (random(8) === 0) continue;
      const dollars = () => random(2) * random(10_000);
      bars.push({ time, step, longUsd: dollars(), shortUsd: dollars() });
    }
    return bars;
  };
  if (kind === 'minutes')
    return { exchange, recorded: totals(end - DAY, end, MINUTE), events: [], minutes: [] };
  if (kind === 'five minutes')
    return { exchange, recorded: totals(end - 2 * DAY, end, 5 * MINUTE), events: [], minutes: [] };
  if (kind === 'hours') return { exchange, recorded: totals(end - LONG, end, HOUR), events: [], minutes: [] };
  if (kind === 'days') return { exchange, recorded: totals(end - LONG, end, DAY), events: [], minutes: [] };
  if (kind === 'days, then hours') {
    const turn = floor(from, DAY);
    const recorded = [...totals(end - LONG, turn, DAY), ...totals(turn, end, HOUR)];
    return { exchange, recorded, events: [], minutes: [] };
  }
  if (kind === 'days over hours') {
    const recorded = [0, 1, 2].flatMap(day => dayOverHours(floor(end, DAY) - (day + 1) * DAY, random));
    return { exchange, recorded, events: [], minutes: [] };
  }
  const recorded = kind === 'events' ? [] : totals(end - LONG, from, HOUR);
  // Where a recording goes before, the first events are in its last hour.
  const begin = kind === 'events' ? from : floor(from, HOUR) - 30 * MINUTE;
  const minutes = feedMinutes(exchange, begin, end + LEAD, random);
  const reported = new Set(minutes.map(minute => minute.time));
  const events = liquidations(exchange, begin, end + LEAD, random).filter(event =>
    reported.has(floor(event.time, MINUTE)),
  );
  return { exchange, recorded, events, minutes };
}

/** A day that was recorded by the hour as well, in every second case but for one hour. */
function dayOverHours(day: number, random: Random): LiquidationBar[] {
  const dollars = Array.from({ length: 24 }, () => random(10_000));
  const hours = dollars.map((longUsd, i) => ({ time: day + i * HOUR, step: HOUR, longUsd, shortUsd: 1 }));
  const longUsd = dollars.reduce((sum, usd) => sum + usd, 0);
  return [
    { time: day, step: DAY, longUsd, shortUsd: 24 },
    ...(random(2) ? hours : hours.toSpliced(random(24), 1)),
  ];
}

/** What two feeds reported: mostly all; in some stretches one of them nothing, or that it saw nothing or half. */
function feedMinutes(exchange: Exchange, from: number, to: number, random: Random): FeedMinute[] {
  return ['linear', 'inverse'].flatMap(feed => {
    const minutes: FeedMinute[] = [];
    for (let time = from, left = 0, seconds: number | undefined = 60; time < to; time += MINUTE) {
      if (left-- <= 0) {
        left = random(200);
        seconds = random(3) > 0 ? 60 : [undefined, 0, 30][random(3)];
      }
      if (seconds !== undefined) minutes.push({ exchange, feed, time, seconds, events: 0 });
    }
    return minutes;
  });
}

/** Up to eighty events, some in the first or the last millisecond of an hour. */
function liquidations(exchange: Exchange, from: number, to: number, random: Random): Liquidation[] {
  return Array.from({ length: random(80) }, (_, i): Liquidation => {
    const any = from + random(to - from);
    const hour = Math.ceil(any / HOUR) * HOUR;
    const time = [any, any, any, hour, hour - 1][random(5)] as number;
    const notionalUsd = 1 + random(9_999);
    return {
      exchange,
      instrument: 'BTCUSDT',
      symbol: 'BTC',
      side: random(2) ? 'long' : 'short',
      price: 100,
      priceKind: 'fill',
      quantity: notionalUsd / 100,
      notionalUsd,
      time: time < to ? time : any,
      id: `${i}`,
    };
  });
}
