import type { BoardSymbol } from '../../schema/board.ts';
import type { LastCandle } from '../store/read-last-candles.ts';

/** The newest candles of a symbol on the board. */
export const candlesOf = ({ symbol, tracks }: BoardSymbol): LastCandle[] =>
  tracks.flatMap(({ exchange, last }) => (last ? [{ symbol, exchange, ...last }] : []));
