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
import { standingMap, standingRoom } from '../../workers/model/standing-map.ts';
import { benchBeat } from './model-beat.ts';
import { modelInWorker } from './model-in-worker.ts';
import { candlesOf, RECENT } from './model-market.ts';
import { OPPONENTS } from './model-opponents.ts';
import { type BenchRow, interleavedMs, least, median, medianMs } from './row.ts';

/** Turns of what has a target: enough for some of them to be left alone by what else the machine does. */
const TURNS = 15;

/** Times of the filter; all but the whole year in microseconds. */
export async function bench(): Promise<BenchRow[]> {
  const candles = candlesOf();
  const whole = await medianMs(() => {
    const fresh = createFilter();
    for (const candle of candles) advance(fresh, candle);
  }, 3);

  const state = createFilter();
  for (const candle of candles.slice(0, -RECENT)) advance(state, candle);
  const text = encodeState(state);
  const recent = candles.slice(-RECENT);
  const room = standingRoom();
  const outputs = (of: FilterState) => standingMap(of, room);
  const stepWith = (step: (of: FilterState) => unknown) => () => {
    const mature = decodeState(text);
    for (const candle of recent) {
      advance(mature, candle);
      step(mature);
    }
  };
  const advancing = await medianMs(stepWith(() => undefined));

  const perCandle = (ms: number) => (1000 * ms) / RECENT;
  const each = async (times: number, run: () => unknown) =>
    (1000 *
      (await medianMs(() => {
        for (let i = 0; i < times; i++) run();
      }))) /
    times;
  const column = await each(500, () => standing(state));
  const map = await each(500, () => standingMap(state, room));
  const encode = await each(100, () => encodeState(state));
  const decode = await each(100, () => decodeState(text));
  const row = {
    from: 0,
    reportedUntil: 0,
    observed: Float64Array.of(1e5, 1e5),
    columns: new Float64Array(2 * COLUMNS).fill(1e6),
  };
  const learn = await each(500, () => learnRow(state, row, 1));

  const worker = await modelInWorker();
  const [node = [], once = [], thrice = []] = await interleavedMs(
    [stepWith(outputs), () => worker.step(text, 1), () => worker.step(text, 3)],
    TURNS,
  );
  await worker.dispose();
  // What a request itself takes is in both.
  const inWorker = perCandle((least(thrice) - least(once)) / 2);
  const inNode = perCandle(least(node));

  return [
    { what: 'model: a year of 5-minute candles', value: whole / 1000, unit: 's', target: '<= 6 s' },
    { what: 'model: a candle taken in', value: perCandle(advancing), unit: 'µs' },
    { what: 'model: the column', value: column, unit: 'µs' },
    { what: 'model: the map with band, prior share and groups', value: map, unit: 'µs' },
    { what: 'model: all outputs of a 5-minute candle', value: inNode, unit: 'µs', target: '<= 40 µs' },
    {
      what: 'model: the same in workerd',
      value: inWorker,
      unit: 'µs',
      against: 'Node',
      ratio: inWorker / inNode,
      target: '<= 40 µs',
    },
    ...(await againstOpponents(recent, outputs)),
    ...(await benchBeat()),
    { what: 'model: a learning step', value: learn, unit: 'µs', target: '<= 20 ms' },
    { what: 'model: encoding a state', value: encode, unit: 'µs' },
    { what: 'model: decoding a state', value: decode, unit: 'µs' },
    { what: 'model: a state', value: text.length / 1024, unit: 'KiB' },
  ];
}

/** A week of candles from nothing, the same for all: the more ours takes of it, the smaller their ratio. */
async function againstOpponents(
  candles: readonly ModelCandle[],
  outputs: (of: FilterState) => unknown,
): Promise<BenchRow[]> {
  const runs = Object.values(OPPONENTS).map(open => () => {
    const opponent = open();
    for (const candle of candles) opponent(candle);
  });
  const [ours = [], ...theirs] = await interleavedMs([
    () => {
      const fresh = createFilter();
      for (const candle of candles) {
        advance(fresh, candle);
        outputs(fresh);
      }
    },
    ...runs,
  ]);
  return Object.keys(OPPONENTS).map((name, i) => {
    const took = theirs[i] as number[];
    return {
      what: `model: rival, ${name}`,
      value: (1000 * median(took)) / candles.length,
      unit: 'µs',
      against: 'all outputs of ours',
      ratio: median(took.map((ms, turn) => ms / (ours[turn] as number))),
    };
  });
}
