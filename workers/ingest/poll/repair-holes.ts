import type { FeedMinute } from '../../../schema/market.ts';
import type { LiquidationSource, Poll } from '../../exchange/adapter.ts';
import { type Ask, AskError } from './ask.ts';
import type { Hole } from './holes.ts';
import { minutesOf, OVERLAP, take, unreadError } from './liquidation-polls.ts';
import { pollSpan } from './poll-span.ts';
import type { Run } from './run.ts';

/** So many contracts that cannot be asked are odd ones; when there are more it is the venue. */
const MAX_FAILED = 10;

type Question = { name: string; poll: Poll; target: string };
type Repair = { run: Run; source: LiquidationSource; ask: Ask; mayAsk: () => boolean };

/** The polls that can make up for a hole in a feed: that of its name, else those that bear no feed's name. */
export function repairPolls(source: LiquidationSource, feed: string): readonly Poll[] {
  const named = source.polls.filter(poll => poll.name === feed);
  if (named.length > 0) return named;
  return source.polls.filter(poll => !source.feeds.some(({ name }) => name === poll.name));
}

/**
 * Asks for what feeds missed, as far as the requests of this run go. A hole is closed when every contract has been asked for
 * all of it; one that cannot be asked keeps the hole open, and holds up no other. Where the two transports name events
 * differently only time that the feed saw nothing of is filled in, or events would count twice.
 */
export async function repairHoles(run: Run): Promise<void> {
  const source = run.adapter.liquidations;
  if (source?.primary !== 'feed') return;
  let left = run.repairRequests;
  const ask: Ask = request => {
    left--;
    return run.ask(request);
  };
  const mayAsk = () => left > 0 && !run.ended();
  // The oldest first: they will be out of reach first.
  for (const hole of run.state.holes) {
    if (!mayAsk()) return;
    await repair({ run, source, ask, mayAsk }, hole);
  }
}

async function repair(repair: Repair, hole: Hole): Promise<void> {
  const { run, source } = repair;
  const questions = questionsFor(run, source, hole);
  const last = questions.at(-1)?.name;
  // What nobody can tell any more, or yet, is found again when holes are looked for.
  if (last === undefined) return forget(run, hole);
  const isAsked = (name: string) => hole.asked !== undefined && name <= hole.asked;
  const wasAsked = isAsked(last);
  if (!wasAsked) await run.attempt(`repair ${hole.feed}`, () => askOn(repair, hole, questions));
  // What just failed is asked again by a later run.
  if (!isAsked(last) || (hole.failed && !wasAsked)) return;
  if (hole.failed) await run.attempt(`repair ${hole.feed} again`, () => askAgain(repair, hole, questions));
  if (!hole.failed) close(run, hole);
}

/** Asks the questions that have not been asked yet. Throws where it is the venue that fails. */
async function askOn(repair: Repair, hole: Hole, questions: readonly Question[]): Promise<void> {
  for (const question of questions) {
    if (hole.asked !== undefined && question.name <= hole.asked) continue;
    if (!repair.mayAsk()) return;
    try {
      await answer(repair, hole, question);
    } catch (error) {
      const { failed = [] } = hole;
      const isOdd = !(error instanceof AskError) || error.reach === 'question';
      if (!isOdd || failed.length >= MAX_FAILED) throw error;
      hole.failed = [...failed, question.name];
    }
    hole.asked = question.name;
  }
}

/** Asks the questions that failed; a contract that is gone from the list is asked for no more. Throws at the first failure. */
async function askAgain(repair: Repair, hole: Hole, questions: readonly Question[]): Promise<void> {
  for (const name of hole.failed ?? []) {
    if (!repair.mayAsk()) return;
    const question = questions.find(other => other.name === name);
    if (question) await answer(repair, hole, question);
    hole.failed = hole.failed?.filter(other => other !== name) ?? [];
  }
  delete hole.failed;
}

/** In the order of their names, which stays when contracts come and go between two runs. */
function questionsFor({ now, instruments }: Run, source: LiquidationSource, hole: Hole): Question[] {
  if (!source.sharedIdentity && !hole.blind) return [];
  return repairPolls(source, hole.feed)
    .filter(poll => hole.from >= now - poll.lookBack)
    .flatMap(poll =>
      poll.targets(instruments).map(target => ({ name: `${poll.name} ${target}`.trim(), poll, target })),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Throws what kept one contract from being asked for all of a hole; what was read until then is kept. */
async function answer({ run, source, ask }: Repair, { from, to }: Hole, question: Question): Promise<void> {
  const { poll, target } = question;
  // The venue's clock may be off, and its lists late; identity tells what is known.
  const span = source.sharedIdentity
    ? { from: from - OVERLAP, to: Math.min(run.now, to + OVERLAP) }
    : { from, to };
  const result = await pollSpan(ask, source, poll, { target, ...span }, run.context);
  if (source.sharedIdentity) take(run, result);
  else {
    run.batch.secondHand.push(...result.liquidations.filter(({ time }) => time >= from && time < to));
    take(run, { ...result, liquidations: [] });
  }
  const unread = unreadError(run, result, to);
  if (unread) throw unread;
  if (result.failure) throw result.failure;
}

function close(run: Run, hole: Hole): void {
  const { batch, adapter } = run;
  const minutes = minutesOf(adapter.exchange, hole.feed, hole.from, hole.to, batch.liquidations);
  batch.coverage.push(...minutes.map((minute): FeedMinute => ({ ...minute, repaired: true })));
  forget(run, hole);
}

function forget({ state }: Run, hole: Hole): void {
  state.holes = state.holes.filter(other => other !== hole);
}
