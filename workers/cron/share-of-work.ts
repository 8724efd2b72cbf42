import { MINUTE } from '../../schema/range.ts';
import type { Track } from '../store/read-tracks.ts';

/** `turn` counts the beats; `most` bounds the filters of one, the sum over a symbol's exchanges counting as one more. */
export type Share = { turn: number; most: number };

/**
 * What the beat of a minute takes of the models within the 10 ms of CPU of the free plan. A filter with its column costs
 * half a millisecond, most of it reading and writing its state; each further candle a tenth.
 */
export const freeShare = (now: number): { share: Share; limit: number } => ({
  share: { turn: Math.floor(now / MINUTE), most: 12 },
  limit: 5,
});

/**
 * The symbols whose turn it is. Symbols are dealt, in their order, to as few beats as hold them, and those take turns: in
 * as many beats as there are every symbol comes once, one that fails as well as one that is behind. A symbol on more
 * exchanges than fit has a beat of its own.
 */
export function shareOf<Symbols extends [symbol: string, tracks: readonly Track[]]>(
  symbols: readonly Symbols[],
  { turn, most }: Share,
): Symbols[] {
  const beats: Symbols[][] = [];
  let left = 0;
  for (const symbol of symbols) {
    const filters = symbol[1].length + 1;
    if (filters > left) {
      beats.push([]);
      left = most;
    }
    beats.at(-1)?.push(symbol);
    left -= filters;
  }
  return beats[turn % beats.length] ?? [];
}
