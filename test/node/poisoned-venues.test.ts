import { afterEach, expect, test } from 'vitest';
import { LIQUIDATION_EXCHANGES } from '../../schema/exchange.ts';
import type { Fault } from '../../schema/fault.ts';
import type { Instrument } from '../../schema/market.ts';
import { candleFault, marginTierFault, openInterestFault } from '../../schema/plausible.ts';
import { HOUR, MINUTE } from '../../schema/range.ts';
import type { HttpRequest } from '../../workers/exchange/adapter.ts';
import type { Rows } from '../../workers/exchange/market-data.ts';
import {
  OTHER,
  POISONED,
  type PoisonedVenues,
  startPoisonedVenues,
} from '../outside/poisons/poisoned-venues.ts';
import { marketOf } from '../support/exchange.ts';

/** What a Worker makes of the same venues is tried by `npm run outside -- poisons`. */
const NOW = Date.UTC(2026, 9, 11, 12);
const START = NOW - 18 * HOUR;

let venues: PoisonedVenues;
afterEach(() => venues?.close());

async function ask({ url, method, headers, body }: HttpRequest): Promise<string> {
  const init = { method, headers, ...(body !== undefined && { body }) };
  return (await fetch(url.replace(/^https:\//, venues.origin), init)).text();
}

/** All that is told of a venue's market: rows, what is wrong with any of them, and what was set aside. */
async function readAll(exchange: string) {
  const market = marketOf(exchange);
  const read = async <Row>(question: { request: () => HttpRequest; read: (text: string) => Rows<Row> }) =>
    question.read(await ask(question.request()));
  const lists = await Promise.all(
    market.instruments.map(({ request, read: of }) =>
      read({ request: () => request({}), read: text => of(text, {}) }),
    ),
  );
  const instruments = lists.flatMap(({ rows }) => rows);
  const main = (symbol: string) =>
    instruments.find(one => one.symbol === symbol && one.kind === 'linear') ??
    (instruments.find(one => one.symbol === symbol) as Instrument);
  const priceOf = () => 80_000;
  const rejects = lists.flatMap(list => list.rejects);
  const faults: (Fault | undefined)[] = [];
  let rows = 0;
  const take = <Row>(answer: Rows<Row>, faultOf: (row: Row) => Fault | undefined) => {
    rows += answer.rows.length;
    rejects.push(...answer.rejects);
    faults.push(...answer.rows.map(faultOf));
  };
  for (const symbol of [POISONED, OTHER]) {
    const instrument = main(symbol);
    const { candles, openInterestHistory: history, openInterest, marginTiers } = market;
    const step = (steps: readonly number[]) => steps.find(one => one >= 5 * MINUTE) ?? 0;
    const span = { instrument, from: NOW - 17 * HOUR, to: NOW, priceAt: priceOf };
    if (candles) {
      const asked = { ...span, step: step(candles.steps) };
      take(
        await read({ request: () => candles.request(asked), read: text => candles.read(text, asked) }),
        candleFault,
      );
    }
    if (history && step(history.steps) <= 15 * MINUTE) {
      const asked = { ...span, step: step(history.steps) };
      const answer = await read({
        request: () => history.request(asked),
        read: text => history.read(text, asked),
      });
      take(answer, openInterestFault);
    }
    for (const part of openInterest?.parts ?? (openInterest ? [''] : [])) {
      const asked = { instruments, instrument, now: NOW, priceOf, ...(part !== '' && { part }) };
      const request = () => openInterest?.request(asked) as HttpRequest;
      const answer = await read({
        request,
        read: text => openInterest?.read(text, asked) ?? { rows: [], rejects: [] },
      });
      take(answer, openInterestFault);
    }
    if (marginTiers) {
      const asked = { instruments, instrument, priceOf };
      const answer = await read({
        request: () => marginTiers.request(asked),
        read: text => marginTiers.read(text, asked),
      });
      take(answer, marginTierFault);
    }
  }
  return { rows, rejects, faults: faults.filter(fault => fault !== undefined) };
}

test.each(LIQUIDATION_EXCHANGES)(
  '%s: a number that cannot be costs its row, and is told with its reason',
  async exchange => {
    venues = await startPoisonedVenues('values', { seed: 1, start: START, now: NOW, exchanges: [exchange] });
    venues.advance(NOW);
    const { rows, rejects, faults } = await readAll(exchange);
    const [poison] = venues.poisons;
    const told = [...(poison?.served ?? [])].filter(kind => kind !== 'instruments');
    expect(faults).toEqual([]);
    expect(rejects.length, `rejects, of poisoned ${told.join(', ')}`).toBeGreaterThanOrEqual(told.length);
    const unnamed = rejects.filter(({ reason }) => !reason.startsWith(exchange));
    expect(unnamed, `reasons that do not begin with ${exchange}`).toEqual([]);
    if (marketOf(exchange).candles) {
      expect(told, 'what the simulator poisoned').toContain('candles');
      expect(rows, 'rows of all lists and series that were read').toBeGreaterThan(80);
    }
  },
);

test.each(LIQUIDATION_EXCHANGES)('%s: a row that is none costs nothing else', async exchange => {
  venues = await startPoisonedVenues('junk', { seed: 1, start: START, now: NOW, exchanges: [exchange] });
  venues.advance(NOW);
  const { rows, rejects, faults } = await readAll(exchange);
  expect(faults).toEqual([]);
  if ((venues.poisons[0]?.served.size ?? 0) > 0)
    expect(rejects.length, 'what was set aside of junk').toBeGreaterThan(0);
  if (marketOf(exchange).candles)
    expect(rows, 'rows of all lists and series that were read').toBeGreaterThan(80);
});
