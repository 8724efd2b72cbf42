import { advance, decodeState } from '../../workers/model/filter.ts';
import { standingMap, standingRoom } from '../../workers/model/standing-map.ts';
import { candlesOf, RECENT } from './model-market.ts';

const recent = candlesOf().slice(-RECENT);

/**
 * Steps the recent candles, `?times=` over, from the state in the body, with all outputs of each. A worker's clock
 * stands still while it computes: time it from outside.
 */
export default {
  async fetch(request: Request): Promise<Response> {
    const times = Number(new URL(request.url).searchParams.get('times'));
    const text = await request.text();
    const room = standingRoom();
    let sum = 0;
    for (let time = 0; time < times; time++) {
      const state = decodeState(text);
      for (const candle of recent) {
        advance(state, candle);
        sum += standingMap(state, room).usd[0] ?? 0;
      }
    }
    return new Response(String(sum));
  },
};
