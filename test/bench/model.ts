import { DAY, MINUTE } from '../../schema/range.ts';
import {
  advance,
  createFilter,
  decodeState,
  encodeState,
  type FilterState,
  type ModelCandle,
  standing,
} from '../../workers/model/filter.ts';
import { learnRow } from '../../workers/model/learn.ts';
import { COLUMNS } from '../../workers/model/leverage.ts';
import { standingMap } from '../../workers/model/standing-map.ts';
import { type BenchRow, medianMs } from './row.ts';

const STEP = 5 * MINUTE;
const YEAR = (365 * DAY) / STEP;

/** A year of 5-minute candles: a walk of 0.15 % a step that always looks the same, with all that a venue publishes. */
function year(): ModelCandle[] {
  let random = 1;
  const next = () => {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    return random / 2 ** 32 - 0.5;
  };
  let close = 60_000;
  return Array.from({ length: YEAR }, (_, i) => {
    const open = close;
    // Pulled back to where it began, as no walk of a year stays on one map otherwise.
    close *= Math.exp(0.005 * next() - 0.0005 * Math.log(close / 60_000));
    return {
      time: i * STEP,
      step: STEP,
      open,
      close,
      high: Math.max(open, close) * (1 + 0.001 * Math.abs(next())),
      low: Math.min(open, close) * (1 - 0.001 * Math.abs(next())),
      volume: 200 + 300 * Math.abs(next()),
      openInterest: 80_000 + 5000 * Math.sin(i / 2000),
      liquidations: { longUsd: Math.max(0, next()) * 1e5, shortUsd: Math.max(0, next()) * 1e5 },
    };
  });
}

/**
 * What a rival does for each candle on the same data: positions of four leverages opened at the close, kept as a list
 * of single entries, dropped when price crosses them, summed into levels for the picture.
 */
function listOfPositions(candles: readonly ModelCandle[]): () => number {
  return () => {
    let open: { price: number; side: number; usd: number }[] = [];
    let drawn = 0;
    for (const candle of candles) {
      open = open.filter(({ price, side }) => (side === 0 ? price < candle.low : price > candle.high));
      for (const leverage of [10, 25, 50, 100]) {
        const usd = (candle.volume * candle.close) / 8;
        open.push({ price: candle.close * (1 - 1 / leverage), side: 0, usd });
        open.push({ price: candle.close * (1 + 1 / leverage), side: 1, usd });
      }
      const levels = new Map<number, number>();
      for (const { price, usd } of open) {
        const level = Math.floor(price / (candle.close * 0.001));
        levels.set(level, (levels.get(level) ?? 0) + usd);
      }
      drawn += levels.size;
    }
    return drawn;
  };
}

/** Times of the filter; all but the whole year in microseconds. */
export async function bench(): Promise<BenchRow[]> {
  const candles = year();
  let state: FilterState = createFilter();
  const whole = await medianMs(() => {
    state = createFilter();
    for (const candle of candles) advance(state, candle);
  }, 3);

  const recent = candles.slice(-2000);
  const text = encodeState(state);
  const outputs = await medianMs(() => {
    const fresh = createFilter();
    for (const candle of recent) {
      advance(fresh, candle);
      standing(fresh);
    }
  }, 3);
  const rival = await medianMs(listOfPositions(recent), 1);
  const each = async (times: number, run: () => unknown) =>
    (1000 *
      (await medianMs(() => {
        for (let i = 0; i < times; i++) run();
      }, 5))) /
    times;
  const map = await each(200, () => standingMap(state));
  const encode = await each(100, () => encodeState(state));
  const decode = await each(100, () => decodeState(text));
  const row = {
    from: 0,
    reportedUntil: 0,
    observed: Float64Array.of(1e5, 1e5),
    columns: new Float64Array(2 * COLUMNS).fill(1e6),
  };
  const learn = await each(500, () => learnRow(state, row, 1));

  const perCandle = (1000 * outputs) / recent.length;
  return [
    { what: 'model: a year of 5-minute candles', value: whole / 1000, unit: 's', target: '<= 6 s' },
    {
      what: 'model: a candle with its column',
      value: perCandle,
      unit: 'µs',
      against: 'a list of positions',
      ratio: (1000 * rival) / recent.length / perCandle,
      target: '<= 40 µs',
    },
    { what: 'model: the map with band, prior share and groups', value: map, unit: 'µs', target: '<= 40 µs' },
    { what: 'model: a learning step', value: learn, unit: 'µs', target: '<= 20 ms' },
    { what: 'model: encoding a state', value: encode, unit: 'µs' },
    { what: 'model: decoding a state', value: decode, unit: 'µs' },
    { what: 'model: a state', value: text.length / 1024, unit: 'KiB' },
  ];
}
