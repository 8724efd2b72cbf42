import { latticePosition } from '../../schema/lattice.ts';
import type { ModelCandle } from '../../workers/model/filter.ts';

/** Takes in a candle and gives the picture after it: USD by level of the lattice. */
export type Opponent = (candle: ModelCandle) => ReadonlyMap<number, number>;

type Position = { side: 'long' | 'short'; price: number; usd: number };

const isTouched = ({ side, price }: Position, candle: ModelCandle) =>
  side === 'long' ? price >= candle.low : price <= candle.high;

function picture(positions: readonly Position[]): Map<number, number> {
  const levels = new Map<number, number>();
  for (const { price, usd } of positions) {
    const level = Math.floor(latticePosition(price));
    levels.set(level, (levels.get(level) ?? 0) + usd);
  }
  return levels;
}

/** Where a position would end by the formula that leaves maintenance margin out: entry × (1 ∓ 1/leverage). */
const bankruptcy = (entry: number, side: Position['side'], leverage: number) =>
  entry * (side === 'long' ? 1 - 1 / leverage : 1 + 1 / leverage);

/**
 * As "liquidation levels" indicators of charting sites tell it: where volume is out of the ordinary (above its mean of
 * 100 candles by one deviation) levels of four leverages are laid on both sides of the close, and taken away on touch.
 */
function volumeSpikes(): Opponent {
  let positions: Position[] = [];
  const volumes: number[] = [];
  return candle => {
    positions = positions.filter(position => !isTouched(position, candle));
    volumes.push(candle.volume);
    if (volumes.length > 100) volumes.shift();
    const mean = volumes.reduce((sum, volume) => sum + volume, 0) / volumes.length;
    const squares = volumes.reduce((sum, volume) => sum + (volume - mean) ** 2, 0);
    if (candle.volume > mean + Math.sqrt(squares / volumes.length)) {
      const usd = (candle.volume * candle.close) / 8;
      for (const leverage of [10, 25, 50, 100])
        for (const side of ['long', 'short'] as const)
          positions.push({ side, price: bankruptcy(candle.close, side, leverage), usd });
    }
    return picture(positions);
  };
}

const TIERS = [
  [5, 0.15],
  [10, 0.3],
  [25, 0.25],
  [50, 0.2],
  [100, 0.1],
] as const;

/**
 * As open-interest heatmaps tell it: what open interest rose by was opened at the close, long in a rising candle and
 * short in a falling one, over five leverages; what it fell by thins all positions alike; a wick takes away what it
 * touches.
 */
function openInterestRises(): Opponent {
  let positions: Position[] = [];
  let before: number | undefined;
  return candle => {
    positions = positions.filter(position => !isTouched(position, candle));
    const { openInterest = 0, open, close } = candle;
    const change = openInterest - (before ?? openInterest);
    if (change > 0) {
      const side = close >= open ? 'long' : 'short';
      for (const [leverage, share] of TIERS)
        positions.push({ side, price: bankruptcy(close, side, leverage), usd: change * close * share });
    } else if (before !== undefined && before > 0) {
      for (const position of positions) position.usd *= 1 + change / before;
    }
    before = openInterest;
    return picture(positions);
  };
}

/**
 * As maps of large trades tell it: each candle opens its volume at four leverages, in full at each, on the side that
 * bought or sold; what stands on the wrong side of the last price is dropped, and nothing is ever closed.
 */
function allTrades(): Opponent {
  let positions: Position[] = [];
  return candle => {
    const { open, close, volume } = candle;
    const side = close >= open ? 'long' : 'short';
    for (const leverage of [10, 25, 50, 100])
      positions.push({ side, price: bankruptcy(close, side, leverage), usd: volume * close });
    positions = positions.filter(position =>
      position.side === 'long' ? position.price < close : position.price > close,
    );
    return picture(positions);
  };
}

/** Public ways to draw a heatmap, re-built from what is published of them. They have no band, no shares, no forecast. */
export const OPPONENTS: Record<string, () => Opponent> = {
  'levels where volume spikes': volumeSpikes,
  'levels where open interest rises': openInterestRises,
  'levels of all trades': allTrades,
};
