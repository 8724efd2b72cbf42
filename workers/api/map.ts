import type { Context } from 'hono';
import { type LiquidationMap, liquidationMap } from '../../schema/answer/map.ts';
import { DAY, HOUR } from '../../schema/range.ts';
import { decodeState, MODEL_VERSION } from '../model/filter.ts';
import { standingMap } from '../model/standing-map.ts';
import { sumStanding } from '../model/sum-standing.ts';
import { lastClose, lastPrice } from '../store/read-last-candles.ts';
import { readLanes, type StoredLane } from '../symbol/states.ts';
import { answerResponse, jsonAnswer } from './answer.ts';
import { isStale, secondsFresh } from './freshness.ts';
import { lastCandlesIn, marketInside } from './inside.ts';
import { exchangeParameter } from './market.ts';
import { symbolParameter } from './parameter.ts';
import { parameterProblem } from './problem.ts';
import { standingNow } from './standing-now.ts';
import { type AskedInside, symbolEndpoint } from './symbol-endpoint.ts';

export const mapParameters = { symbol: symbolParameter, exchange: exchangeParameter };

/** What stood on an exchange that has been silent for longer is not counted, in the heatmap either. */
const GONE_AFTER = DAY;

export const mapEndpoint = symbolEndpoint({
  path: '/v1/map',
  tag: 'market',
  summary: 'What stands now: USD per price level, long and short, and cumulative from the price outward',
  description:
    'Longs stand below the last price, shorts above. What stood on an exchange that has been silent for a day is not counted.',
  parameters: mapParameters,
  answers: { 'application/json': { LiquidationMap: liquidationMap } },
  answer: map,
});

async function map(c: Context<AskedInside<typeof mapParameters>>): Promise<Response> {
  const { OWN: own, MODE: mode } = c.env;
  const now = Date.now();
  const { market, head } = marketInside(c.env, c.get('query').exchange);
  const { symbol, exchange, exchanges } = market;
  const candles = lastCandlesIn(head, exchanges);
  const stored = readLanes(own, MODEL_VERSION);
  const close = lastClose(candles);
  const price = lastPrice(candles);
  const lanes = exchanges.flatMap(one => stored[one] ?? []);
  const time = Math.max(...lanes.map(lane => lane.end));
  if (!close || price === undefined || lanes.length === 0)
    throw parameterProblem(404, 'symbol', 'a symbol whose positions the model has begun to follow', symbol);
  const standing = lanes.filter(lane => lane.end > time - GONE_AFTER);
  const maps = standing.map(lane => standingMap(decodeState(lane.state)));
  const answer: LiquidationMap = {
    symbol,
    exchange,
    unit: 'usd',
    generatedAt: close.end,
    mode,
    // A model that has just begun anew works through the past: what it holds is not of now either.
    stale: isStale(mode, now, close) || isStale(mode, close.end, { end: time, step: longestStep(standing) }),
    lastPrice: price,
    time,
    ...standingNow(sumStanding(maps), price),
  };
  return answerResponse(jsonAnswer(answer, secondsFresh(mode, 0, time >= close.end)));
}

/** Of what the lanes consume, ms; states of before steps were kept count as hourly. */
const longestStep = (lanes: readonly StoredLane[]): number =>
  Math.max(...lanes.map(({ step = HOUR }) => step));
