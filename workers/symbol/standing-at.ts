import type { LevelColumn } from '../../schema/lattice.ts';
import { standing } from '../model/filter.ts';
import { type StandingMap, standingMap } from '../model/standing-map.ts';
import { sumStanding } from '../model/sum-standing.ts';
import { type Lane, standingLanes } from './lane.ts';
import { once } from './once.ts';

/** What stands over all lanes, each part computed when first asked for, which must be before a lane goes on. */
export type StandingAt = {
  /** Lies in the lanes' rooms: holds until a lane goes on. */
  map: () => StandingMap;
  /** To be kept, as those of the lanes are. */
  column: () => LevelColumn;
  columnOf: (lane: Lane) => () => LevelColumn;
};

/**
 * What stands at a time over the lanes that make up the sum, and on each lane. A lane's map has its column too; where
 * a lane is the whole sum they share one column, so that it is put into text once.
 */
export function standingAt(lanes: readonly Lane[], time: number): StandingAt {
  const parts = standingLanes(lanes, time);
  const maps = new Map(parts.map(lane => [lane, once(() => standingMap(lane.state, lane.room))]));
  const map = once(() => sumStanding([...maps.values()].map(part => part())));
  const column = once(() => keptColumn(map()));
  return {
    map,
    column,
    columnOf(lane) {
      const own = maps.get(lane);
      if (own === undefined) return standingOn(lane);
      return parts.length === 1 ? column : once(() => keptColumn(own()));
    },
  };
}

/** What stands on a lane, for which no map is needed. */
export const standingOn = (lane: Lane): (() => LevelColumn) => once(() => standing(lane.state));

/** Without what lies in a lane's room, and may not be kept. */
const keptColumn = ({ firstLevel, usd }: StandingMap): LevelColumn => ({ firstLevel, usd });
