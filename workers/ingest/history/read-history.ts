import { findStep, stepName } from './find-step.ts';
import { type Problem, type RecordedBar, readBar } from './read-bar.ts';
import { type Column, quoted, readHeader } from './read-header.ts';
import { readLines } from './read-lines.ts';

/** A line that was set aside: its number from 1, its text, and why. */
export type Reject = Problem & { line: number; text: string };

type NumberedBar = { line: number; text: string; bar: RecordedBar };

/** Bars per batch: enough to spread the cost of a write, few enough to stay far below D1's 2 MB per value. */
const BATCH = 4_000;

/**
 * Reads a recorded market from its bytes, in batches of bars, oldest first. Lines that cannot be believed go to
 * `onReject`, as does the place where the source broke off; lines before it are kept.
 * Throws where nothing can be read: no header, an unknown or missing column, no bars, bars of no known length.
 * @param now time of reading, milliseconds UTC: bars that are not over by then are not believed
 * @param namedStep length of a bar in milliseconds as the file's name claims it
 * @param coins how many coins the file's base unit is
 */
export async function* readHistory(
  bytes: AsyncIterable<Uint8Array>,
  {
    now,
    namedStep,
    coins = 1,
    onReject,
  }: {
    now: number;
    namedStep?: number | undefined;
    coins?: number;
    onReject: (reject: Reject) => void;
  },
): AsyncGenerator<{ step: number; bars: RecordedBar[] }> {
  let header: Column[] | undefined;
  let line = 0;
  let step: number | undefined;
  let previous: number | undefined;
  let read: NumberedBar[] = [];
  let rejects: Reject[] = [];

  const settle = (): RecordedBar[] => {
    const bars: RecordedBar[] = [];
    if (read.length > 0)
      step ??= findStep(
        read.map(({ bar }) => bar.time),
        namedStep,
      );
    for (const { bar, ...place } of read) {
      const problem =
        misplaced(bar.time, step as number, previous) ?? unfinished(bar.time, step as number, now);
      if (problem) rejects.push({ ...place, ...problem });
      else bars.push(bar);
      // Compared with the line before, kept or not: one wrong time must not condemn all that follow it.
      previous = bar.time;
    }
    for (const reject of rejects.sort((a, b) => a.line - b.line)) onReject(reject);
    read = [];
    rejects = [];
    return bars;
  };

  for await (const { lines, failure } of readLines(bytes)) {
    for (const text of lines) {
      line++;
      if (!header) {
        header = readHeader(text);
      } else if (text.trim() !== '') {
        const result = readBar(text, header, now, coins);
        if ('bar' in result) read.push({ line, text, bar: result.bar });
        else rejects.push({ line, text, ...result.problem });
        if (read.length + rejects.length >= BATCH) {
          const bars = settle();
          if (bars.length > 0) yield { step: step as number, bars };
        }
      }
    }
    if (!failure) continue;
    if (!header)
      throw new Error(`line 1: expected a header, got ${failure.cause.message}`, { cause: failure.cause });
    const got = `${failure.cause.message} after ${quoted(failure.rest)}`;
    rejects.push({ line: line + 1, text: failure.rest, expected: 'the rest of the file', got });
  }
  if (!header) throw new Error('line 1: expected a header, got an empty file');
  if (line === 1 && rejects.length === 0) throw new Error('line 2: expected a bar, got the end of the file');
  const bars = settle();
  if (bars.length > 0) yield { step: step as number, bars };
}

function misplaced(time: number, step: number, previous: number | undefined): Problem | undefined {
  if (time % step !== 0) {
    return {
      column: 'open_time_ms',
      expected: `a multiple of ${stepName(step)} (${step} ms)`,
      got: `${time}`,
    };
  }
  if (previous !== undefined && time <= previous) {
    return { column: 'open_time_ms', expected: `a time after ${previous} (the line before)`, got: `${time}` };
  }
  return undefined;
}

/** A bar that is not over may still change: taken for what it will be, it would stand in the place of the venue's own. */
const unfinished = (time: number, step: number, now: number): Problem | undefined =>
  time + step <= now
    ? undefined
    : { column: 'open_time_ms', expected: `a bar of ${stepName(step)} that is over`, got: `${time}` };

/** `market.csv:17: column high: expected a number above 0, got "x"` */
export const rejectText = (file: string, reject: Reject): string =>
  `${file}:${reject.line}: ${problemText(reject)}`;

/** What is wrong with a line, without its place. */
export const problemText = ({ column, expected, got }: Problem): string =>
  `${column ? `column ${column}: ` : ''}expected ${expected}, got ${got}`;
