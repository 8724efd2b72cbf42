import type { FeedMinute, Liquidation } from '../../../schema/market.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import type { LiquidationSource, Poll } from '../../exchange/adapter.ts';
import { AskError } from './ask.ts';
import { pollSpan, type SpanResult } from './poll-span.ts';
import type { Run } from './run.ts';

/** Each poll asks again for this much of what it has seen: venues publish some rows late. */
export const OVERLAP = 10 * MINUTE;
/** What the first poll asks for, where the venue goes back so far. */
const FIRST_LOOK_BACK = DAY;
/** A venue that has to be asked contract by contract is asked less often. */
const MANY_TARGETS_EVERY = 5 * MINUTE;
/** How long rows that cannot be read are asked for again. */
const UNREAD_FOR = 6 * HOUR;
/** How often REST is asked for what a feed should have brought already. */
const AUDIT_EVERY = 30 * MINUTE;
/** A minute counts as seen when it was asked for so long after its end. */
const SETTLED = 30_000;
const REPORT_EVERY = 5 * MINUTE;

/** Asks venues whose liquidations are taken by polling for what is new. */
export async function pollLiquidations(run: Run): Promise<void> {
  const source = run.adapter.liquidations;
  if (source?.primary !== 'poll') return;
  const instruments = run.followed().map(([, instrument]) => instrument);
  for (const poll of source.polls) {
    const targets = poll.targets(instruments);
    for (const target of targets) await pollTarget(run, source, poll, target, targets.length > 1);
    reportCoverage(run, poll, targets);
  }
}

const questionOf = (poll: Poll, target: string) => `liquidations ${poll.name} ${target}`.trim();

async function pollTarget(
  run: Run,
  source: LiquidationSource,
  poll: Poll,
  target: string,
  many: boolean,
): Promise<void> {
  const { state, now } = run;
  const question = questionOf(poll, target);
  const done = state.done[question];
  if (many && done !== undefined && now - done < MANY_TARGETS_EVERY) return;
  await run.attempt(question, async () => {
    const begin = (done ?? now - FIRST_LOOK_BACK + OVERLAP) - OVERLAP;
    const from = Math.max(begin, now - poll.lookBack);
    const result = await pollSpan(run.ask, source, poll, { target, from, to: now }, run.context);
    take(run, result);
    state.covered[poll.name] ??= Math.ceil(from / MINUTE) * MINUTE;
    const unread = unreadError(run, result, done ?? now);
    state.done[question] = unread ? (done ?? from) : Math.max(result.until, done ?? 0);
    if (unread) throw unread;
    if (result.failure) throw result.failure;
  });
}

/**
 * Rows that could not be read are asked for again, since the venue still serves them when the adapter is mended or the
 * contract listed; after some hours they are given up, or one odd row would hold up all that follows.
 */
export function unreadError(
  { state, now }: Run,
  { rejects }: Pick<SpanResult, 'rejects'>,
  since: number,
): AskError | undefined {
  const [first] = rejects;
  if (!first || now - since > UNREAD_FOR) return undefined;
  if (rejects.some(reject => reject.retry)) state.done.instruments = 0;
  return new AskError('question', `${rejects.length} rows could not be read: ${first.reason}`);
}

/** Puts what was read into the batch. */
export function take(
  { batch, adapter, now }: Run,
  { liquidations, rejects }: Pick<SpanResult, 'liquidations' | 'rejects'>,
): void {
  batch.liquidations.push(...liquidations);
  for (const { reason, payload } of rejects)
    batch.rejects.push({ source: adapter.exchange, time: now, reason, payload });
}

/** Notes the minutes that all targets have been asked for, five at a time since each report is a row written. */
function reportCoverage({ state, batch, adapter }: Run, poll: Poll, targets: readonly string[]): void {
  const from = state.covered[poll.name];
  if (from === undefined || targets.length === 0) return;
  const done = Math.min(...targets.map(target => state.done[questionOf(poll, target)] ?? 0));
  const to = Math.floor((done - SETTLED) / MINUTE) * MINUTE;
  if (Math.floor(to / REPORT_EVERY) <= Math.floor(from / REPORT_EVERY)) return;
  batch.coverage.push(...minutesOf(adapter.exchange, poll.name, from, to, batch.liquidations));
  state.covered[poll.name] = to;
}

/** Reports the minutes of [from, to) as seen, with those of the events that lie in them. */
export function minutesOf(
  exchange: FeedMinute['exchange'],
  feed: string,
  from: number,
  to: number,
  events: readonly Liquidation[],
): FeedMinute[] {
  const counts = new Map<number, number>();
  for (const { time } of events) {
    const minute = Math.floor(time / MINUTE) * MINUTE;
    counts.set(minute, (counts.get(minute) ?? 0) + 1);
  }
  const seen: FeedMinute[] = [];
  for (let time = from; time < to; time += MINUTE)
    seen.push({ exchange, feed, time, seconds: 60, events: counts.get(time) ?? 0 });
  return seen;
}

/**
 * Asks REST again for what feeds should have brought: a venue that renames a channel confirms the subscription and stays
 * silent, which is told from quiet only after long (`find-silence.ts`). What the feed did bring is known by its identity.
 */
export async function auditFeeds(run: Run): Promise<void> {
  const { adapter, state, now } = run;
  const source = adapter.liquidations;
  if (source?.primary !== 'feed' || !source.sharedIdentity) return;
  const instruments = run.followed().map(([, instrument]) => instrument);
  for (const poll of source.polls)
    for (const target of poll.targets(instruments)) {
      const question = `audit ${poll.name} ${target}`.trim();
      const done = state.done[question] ?? now;
      state.done[question] ??= now;
      if (now - done < AUDIT_EVERY) continue;
      await run.attempt(question, async () => {
        const from = Math.max(done - OVERLAP, now - poll.lookBack);
        const result = await pollSpan(run.ask, source, poll, { target, from, to: now }, run.context);
        take(run, result);
        const unread = unreadError(run, result, done);
        if (unread) throw unread;
        state.done[question] = Math.max(done, result.until);
        if (result.failure) throw result.failure;
      });
    }
}
