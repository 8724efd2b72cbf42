import { faultText } from '../../schema/fault.ts';
import { messageOf } from '../ingest/message-of.ts';
import { advance, type Forecast, type ModelCandle, unsoundPart } from '../model/filter.ts';
import type { Lane } from './lane.ts';
import { reportingShareAt } from './reporting-share-at.ts';

/** What came of giving a lane a candle: its forecast, if there was one, or why it could not be taken. */
export type Taken = { forecast?: Forecast; refused?: string };

/**
 * Gives a lane its next candle. One that the model refuses, breaks at, or counts no number after is not taken: the lane
 * is then as it was before it, and the time of the candle is a hole. Never throws for a candle.
 */
export function takeCandle(lane: Lane, candle: ModelCandle): Taken {
  const taken = attempt(lane, candle);
  if (taken.refused === undefined) {
    lane.taken.push(candle);
    lane.end = candle.time + candle.step;
  } else if (taken.spoilt) {
    lane.state = lane.begin();
    for (const past of lane.taken) step(lane, past);
  }
  return taken;
}

/** `spoilt`: the state may have taken a part of it. */
function attempt(lane: Lane, candle: ModelCandle): Taken & { spoilt?: true } {
  try {
    const { forecast, refused } = step(lane, candle);
    if (refused) return { refused: faultText(refused) };
    const unsound = lane.wasSound ? unsoundIn(lane, forecast) : undefined;
    if (unsound !== undefined)
      return { refused: `candle: expected one that can be counted with, got no ${unsound}`, spoilt: true };
    return forecast ? { forecast } : {};
  } catch (error) {
    return { refused: messageOf(error), spoilt: true };
  }
}

/** An estimate of what the exchange reports holds from its time on, whichever run takes the candle. */
function step(lane: Lane, candle: ModelCandle): ReturnType<typeof advance> {
  const reportingShare = reportingShareAt(lane.track.exchange, lane.reporting, candle.time);
  lane.state.rules = { ...lane.state.rules, reportingShare };
  return advance(lane.state, candle);
}

function unsoundIn({ state }: Lane, forecast: Forecast | undefined): string | undefined {
  if (forecast && !(Number.isFinite(forecast.longUsd) && Number.isFinite(forecast.shortUsd)))
    return 'forecast';
  return unsoundPart(state);
}
