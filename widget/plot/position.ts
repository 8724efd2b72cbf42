import type { Side } from '../../schema/market.ts';

/** A position of the reader's own: entry in USD per base unit. */
export type Position = { side: Side; entry: number; leverage: number };

/** Maintenance margin rate of the lowest tier of a major on the large venues. */
const MAINTENANCE_MARGIN_RATE = 0.004;

/** Reads `long 60000 20x`; undefined where a part is missing or no number. */
export function readPosition(text: string): Position | undefined {
  const match = /^\s*(long|short)\s+([\d.]+)\s+([\d.]+)\s*[x×]?\s*$/i.exec(text);
  if (!match) return undefined;
  const [, side = '', entry, leverage] = match;
  const position = { side: side.toLowerCase() as Side, entry: Number(entry), leverage: Number(leverage) };
  return position.entry > 0 && position.leverage >= 1 ? position : undefined;
}

/**
 * Where an isolated linear position is liquidated: E(1 − 1/L)/(1 − m) for longs, E(1 + 1/L)/(1 + m) for
 * shorts, as exchanges' calculators have it; fees and extra margin left out.
 */
export function liquidationPrice(
  { side, entry, leverage }: Position,
  rate = MAINTENANCE_MARGIN_RATE,
): number {
  return side === 'long'
    ? (entry * (1 - 1 / leverage)) / (1 - rate)
    : (entry * (1 + 1 / leverage)) / (1 + rate);
}
