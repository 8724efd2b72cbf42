import { MINUTE } from '../../../schema/range.ts';
import { auditFeeds, pollLiquidations } from './liquidation-polls.ts';
import { pollInstruments, pollTiers } from './lists.ts';
import { repairHoles } from './repair-holes.ts';
import type { Run } from './run.ts';
import { pollCandles, pollOpenInterest, pollRatios, settleOpenInterest } from './tracks.ts';

/** What is asked, the most urgent first. Each exchange goes through a phase before any goes to the next. */
const PHASES: readonly ((run: Run) => Promise<void>)[] = [
  pollInstruments,
  pollLiquidations,
  run => pollCandles(run, { late: false }),
  pollOpenInterest,
  repairHoles,
  auditFeeds,
  run => pollCandles(run, { late: true }),
  pollRatios,
  pollTiers,
];

/** Connections the platform lets one invocation have at once. */
const CONNECTIONS = 6;

/**
 * Goes through all phases of all exchanges, at most six at once: each exchange asks one thing at a time, so that a slow
 * or broken one holds up nobody else. Each minute another is the first, so that none is always without when the requests
 * are used up.
 */
export async function pollAll(runs: readonly Run[]): Promise<void> {
  const turn = Math.floor((runs[0]?.now ?? 0) / MINUTE) % Math.max(1, runs.length);
  const inTurn = [...runs.slice(turn), ...runs.slice(0, turn)];
  for (const phase of PHASES) {
    const waiting = inTurn.filter(run => !run.ended());
    const worker = async () => {
      for (let run = waiting.shift(); run; run = waiting.shift()) await phase(run);
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  }
  for (const run of runs) settleOpenInterest(run);
}
