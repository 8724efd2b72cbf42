import { HOUR } from '../../../schema/range.ts';

/** A hole in what a feed saw. `blind`: the parts of it in which it saw nothing at all. Milliseconds UTC. */
export type FeedGap = { feed: string; from: number; to: number; blind: boolean };

/** A hole of at most an hour that is being closed, and how far that has come: closing one may take many runs. */
export type Hole = FeedGap & {
  /** The last question that was asked for it, in the order of their names; undefined before the first. */
  asked?: string;
  /** Questions before it that could not be answered while others could. */
  failed?: string[];
};

/**
 * The holes to close, oldest first, for what was found: cut at whole hours, so that a long one is closed bit by bit, also
 * while it lasts. One that has been begun keeps its ends, or one that still grows would begin anew each time.
 */
export function cutHoles(gaps: readonly FeedGap[], known: readonly Hole[]): Hole[] {
  return gaps
    .flatMap(gap => {
      const begun = known.filter(
        ({ feed, from, to, asked }) =>
          asked !== undefined && feed === gap.feed && from >= gap.from && to <= gap.to,
      );
      const ends = [gap.from, ...begun.flatMap(({ from, to }) => [from, to]), gap.to].sort((a, b) => a - b);
      const untouched = ends.flatMap((from, i) =>
        i % 2 === 0 ? hourly({ ...gap, from, to: ends[i + 1] ?? from }) : [],
      );
      return [...begun, ...untouched];
    })
    .sort((a, b) => a.from - b.from);
}

function hourly(gap: FeedGap): Hole[] {
  const pieces: Hole[] = [];
  for (let { from } = gap; from < gap.to; ) {
    const to = Math.min(gap.to, (Math.floor(from / HOUR) + 1) * HOUR);
    pieces.push({ ...gap, from, to });
    from = to;
  }
  return pieces;
}
