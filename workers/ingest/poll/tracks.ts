import type { Candle, Instrument } from '../../../schema/market.ts';
import { DAY, HOUR, INTERVALS } from '../../../schema/range.ts';
import type { Rows, Series, SeriesAsk } from '../../exchange/market-data.ts';
import { type Run, rowsOf, unread } from './run.ts';

const FINE = INTERVALS['5m'];
/** The step of a venue that is a small part of a symbol's market: a third of the rows. */
const MINOR = INTERVALS['15m'];
/** A venue needs a moment to close a candle. */
const SETTLED = 20_000;
/** A track that is later than this is being filled in. */
const LATE = 2 * HOUR;
const RATIO_STEP = HOUR;
const RATIO_HISTORY = 7 * DAY;
/** A history with smaller pages would slow the candles down more than it is worth. */
const USEFUL_PAGE = 200;

/** How often, some three hours, a page is asked for of which nothing can be read; after that it is given up. */
const TRIES = 8;

/**
 * How far back a symbol that is new is filled in, and in which steps: a year in days, a month in hours, a day fine; or
 * a day only, in a third of the rows.
 */
const DEEP = [
  { step: DAY, back: 365 * DAY },
  { step: HOUR, back: 30 * DAY },
  { step: FINE, back: DAY },
] as const;
const SHALLOW = [{ step: MINOR, back: DAY }] as const;

const floorTo = (time: number, step: number) => Math.floor(time / step) * step;

/** The step of a series that serves for `step`: itself, else the next coarser, else the coarsest. */
const stepFor = (steps: readonly number[], step: number): number =>
  steps.find(offered => offered >= step) ?? (steps.at(-1) as number);

/** Candles of the followed symbols that are due, up to the present: the late ones, or the others. */
export async function pollCandles(run: Run, { late }: { late: boolean }): Promise<void> {
  const candles = run.adapter.market?.candles;
  if (!candles) return;
  for (const [symbol, instrument] of run.followed()) {
    if (candles.covers && !candles.covers(instrument)) continue;
    const question = `candles ${symbol}`;
    for (;;) {
      const done = begin(run, candles, symbol);
      const isLate = done < run.now - LATE;
      const step = stepAt(run, candles, symbol, done);
      if (isLate !== late || run.now < done + step + SETTLED || run.ended()) break;
      await run.attempt(question, () => readCandles(run, candles, { symbol, instrument, step, done }));
      // A track that is filled in goes on at once; one that did not come further has to wait.
      if (!late || (run.state.done[question] ?? 0) <= done || run.state.questions[question]) break;
    }
  }
}

/** Up to where a symbol's candles are known; a new symbol starts where its back-fill does. */
function begin({ state, now, deep }: Run, candles: Series<Candle>, symbol: string): number {
  const question = `candles ${symbol}`;
  const known = state.done[question];
  if (known !== undefined) return known;
  const [first] = deep(symbol) ? DEEP : SHALLOW;
  const back = Math.min(first.back, candles.lookBack ?? first.back);
  const to = floorTo(now, FINE);
  // Not before the stretch in which the step is the right one.
  const from = Math.ceil((to - back) / first.step) * first.step;
  state.backfill[symbol] = { from, to };
  state.done[question] = from;
  return from;
}

/** The step in which the candles after `done` are asked for: coarse long ago, fine since a day before the beginning. */
function stepAt({ state, minor }: Run, candles: Series<Candle>, symbol: string, done: number): number {
  const present = state.backfill[symbol]?.to ?? done;
  const tier = DEEP.findLast(({ step, back }) => done >= floorTo(present - back, step));
  const { from = done } = state.backfill[symbol] ?? {};
  const isShallow = done <= present - MINOR && from > present - 2 * DAY;
  const isMinor = tier?.step === FINE && done % MINOR === 0 && (isShallow || minor(symbol));
  return stepFor(candles.steps, isMinor ? MINOR : (tier?.step ?? DAY));
}

/** The end of the stretch in which `step` is the right one. */
function stretchEnd({ state, now }: Run, symbol: string, step: number): number {
  const present = state.backfill[symbol]?.to ?? now;
  const next = DEEP.find(tier => tier.step < step);
  return next && step > MINOR ? Math.min(now, floorTo(present - next.back, next.step)) : now;
}

async function readCandles(
  run: Run,
  candles: Series<Candle>,
  { symbol, instrument, step, done }: { symbol: string; instrument: Instrument; step: number; done: number },
): Promise<void> {
  const { state, now, batch, adapter } = run;
  const { exchange } = adapter;
  const present = floorTo(now, step);
  const end = Math.max(stretchEnd(run, symbol, step), done + step);
  const history = done < now - LATE ? historyFor(run, instrument, step, done) : undefined;
  const pageSize = Math.min(candles.pageSize, history?.pageSize ?? candles.pageSize);
  const to = Math.min(present, end, done + pageSize * step);
  const answer = await readSeries(run, candles, { instrument, step, from: done, to });
  const hasClosed = (time: number) => time >= done && time + step <= present;
  const rows = answer.rows.filter(({ time }) => hasClosed(time));
  const rejects = answer.rejects.filter(({ time }) => time === undefined || hasClosed(time));
  run.setAside(rejects);
  batch.candles.push(...rows.map(row => ({ symbol, exchange, ...row })));
  // Nothing long ago is a hole, nothing just now is late.
  const none = to < now - LATE ? to : done;
  const reached = reachedOf(run, `candles ${symbol}`, { rows, rejects }, { step, to, none });
  if (history && rows.length > 0) {
    const closes = new Map(rows.map(row => [row.time + row.step, row.close]));
    await run.attempt(`open interest history ${symbol}`, async () => {
      const asked = { instrument, step, from: done + step, to: reached + step };
      const found = await readSeries(run, history, { ...asked, priceAt: time => closes.get(time) });
      for (const { time, openInterest } of rowsOf(run, found))
        batch.openInterest.push({ symbol, exchange, time, openInterest });
    });
    // Cut short before its open interest was asked for: the span is asked for again.
    if (run.ended()) return;
  }
  state.done[`candles ${symbol}`] = reached;
}

/** The open interest history that goes with candles, where the venue has it for that step and time. */
function historyFor({ adapter, now }: Run, instrument: Instrument, step: number, from: number) {
  const history = adapter.market?.openInterestHistory;
  if (!history?.steps.includes(step) || history.pageSize < USEFUL_PAGE) return undefined;
  if (history.covers && !history.covers(instrument)) return undefined;
  return history.lookBack !== undefined && from < now - history.lookBack ? undefined : history;
}

/**
 * How far a span has been read: to the end of its last row, also one that was read and cannot be. `none` is how far where
 * the venue told nothing. Rows that could not be read fail the question, for the venue still has them when the adapter is
 * mended; a span that ends before the present, and so would never bring others, is given up in the end.
 */
function reachedOf(
  { state, now }: Run,
  question: string,
  { rows, rejects }: Rows<{ time: number }>,
  { step, to, none }: { step: number; to: number; none: number },
): number {
  const times = [...rows, ...rejects].flatMap(({ time }) => time ?? []);
  if (times.length > 0) return Math.max(...times) + step;
  if (rejects.length === 0) return none;
  const failures = state.questions[question]?.failures ?? 0;
  if (to + step > now || failures < TRIES) throw unread(rejects);
  return to;
}

/** All pages of a span. */
async function readSeries<Row>(
  { ask }: Run,
  series: Series<Row>,
  span: Omit<SeriesAsk, 'cursor'>,
): Promise<Rows<Row>> {
  const rows: Row[] = [];
  const rejects: Rows<Row>['rejects'] = [];
  let cursor: string | undefined;
  do {
    const asked: SeriesAsk = { ...span, ...(cursor !== undefined && { cursor }) };
    const answer = series.read(await ask(series.request(asked)), asked);
    rows.push(...answer.rows);
    rejects.push(...answer.rejects);
    if (answer.cursor === cursor) break;
    cursor = answer.cursor;
  } while (cursor !== undefined);
  return { rows, rejects };
}

/**
 * The open interest that stands now, once in five minutes; it counts for the last time that five minutes ended, and is
 * kept until the candle that ended then is there.
 */
export async function pollOpenInterest(run: Run): Promise<void> {
  const { adapter, state, now, ask } = run;
  const source = adapter.market?.openInterest;
  if (!source) return;
  const slot = floorTo(now - SETTLED, FINE);
  const followed = run.followed();
  const instruments = followed.map(([, instrument]) => instrument);
  const symbolOf = new Map(followed.map(([symbol, { instrument }]) => [instrument, symbol]));
  const subjects =
    source.scope === 'instrument'
      ? followed.map(([name, instrument]) => ({ name, more: { instrument } }))
      : (source.parts ?? ['']).map(part => ({ name: part, more: part === '' ? {} : { part } }));
  for (const { name, more } of subjects) {
    const question = `open interest ${name}`.trim();
    if (followed.length === 0 || (state.done[question] ?? 0) >= slot) continue;
    await run.attempt(question, async () => {
      const asked = { instruments, now, priceOf: run.priceOf, ...more };
      const answer = source.read(await ask(source.request(asked)), asked);
      for (const { instrument, openInterest } of rowsOf(run, answer)) {
        const symbol = symbolOf.get(instrument);
        if (symbol) state.standing[symbol] = [slot, openInterest];
      }
      state.done[question] = slot;
    });
  }
}

/** Hands over the open interest whose candle has come: in one write they are one row. */
export function settleOpenInterest({ adapter, state, batch }: Run): void {
  for (const [symbol, [time, openInterest]] of Object.entries(state.standing)) {
    if ((state.done[`candles ${symbol}`] ?? 0) < time) continue;
    batch.openInterest.push({ symbol, exchange: adapter.exchange, time, openInterest });
    delete state.standing[symbol];
  }
}

/** The ratio of accounts, once an hour. */
export async function pollRatios(run: Run): Promise<void> {
  const { adapter, state, now, batch } = run;
  const ratios = adapter.market?.accountRatios;
  if (!ratios) return;
  const step = stepFor(ratios.steps, RATIO_STEP);
  for (const [symbol, instrument] of run.followed()) {
    const question = `ratios ${symbol}`;
    const back = Math.min(RATIO_HISTORY, ratios.lookBack ?? RATIO_HISTORY);
    const done = state.done[question] ?? floorTo(now - back, step) + step;
    if (now < done + step + SETTLED || (ratios.covers && !ratios.covers(instrument))) continue;
    await run.attempt(question, async () => {
      const to = Math.min(now, done + ratios.pageSize * step);
      const answer = await readSeries(run, ratios, { instrument, step, from: done, to });
      run.setAside(answer.rejects);
      for (const { time, ratio } of answer.rows)
        batch.accountRatios.push({ symbol, exchange: adapter.exchange, time, ratio });
      const none = to < now - DAY ? to : done;
      state.done[question] = reachedOf(run, question, answer, { step, to, none });
    });
  }
}
