/** One poisoned row of each kind, through each border: it alone is set aside, said why, and all else goes on. */
import type { Judge } from './harness.ts';
import { judgeBatch } from './poisons/judge-batch.ts';
import { judgeRecording } from './poisons/judge-recording.ts';
import { judgeVenues } from './poisons/judge-venues.ts';

export const judge: Judge = async ({ seed }) => [
  ...(await judgeRecording()),
  ...(await judgeBatch()),
  ...(await judgeVenues('values', seed)),
  ...(await judgeVenues('junk', seed)),
];
