import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Exchange } from '../../schema/exchange.ts';
import type { Instrument } from '../../schema/market.ts';
import { isRecord } from '../ingest/field.ts';
import { messageOf } from '../ingest/message-of.ts';
import { newPollState, type PollState } from '../ingest/poll/state.ts';

/** What the process knows between runs. */
export type Memory = { states: Partial<Record<Exchange, PollState>>; instruments: Instrument[] };

const NAME = 'memory.json';

/**
 * How far the polls have come, kept in `folder`. What an earlier run kept and nobody can read is set aside, and all begins
 * anew: that asks for much again, and loses nothing, since what is written twice changes nothing.
 */
export async function openMemory(folder: string, log: (line: string) => void = () => {}) {
  const path = join(folder, NAME);
  const memory = await readMemory(path).catch(async (error: unknown): Promise<Memory> => {
    const aside = `${path}.unreadable`;
    await rm(aside, { recursive: true, force: true });
    await rename(path, aside);
    log(`${path}: expected what an earlier run kept, ${messageOf(error)}; begins anew, that is now ${aside}`);
    return { states: {}, instruments: [] };
  });
  return {
    memory,
    /** Keeps it; when this resolves it is on disk. */
    async keep(): Promise<void> {
      await writeFile(`${path}.part`, JSON.stringify(memory), { flush: true });
      await rename(`${path}.part`, path);
    },
  };
}

async function readMemory(path: string): Promise<Memory> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    // The first run has none.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { states: {}, instruments: [] };
    throw error;
  }
  const kept: unknown = JSON.parse(text);
  if (!isMemory(kept)) throw new Error('got states or instruments of another form');
  return kept;
}

const isMemory = (kept: unknown): kept is Memory =>
  isRecord(kept) &&
  isRecord(kept.states) &&
  Object.values(kept.states).every(isState) &&
  Array.isArray(kept.instruments) &&
  kept.instruments.every(row => isRecord(row) && typeof row.instrument === 'string');

/** An older version lacks a part, which is added; none has a part of another kind. */
function isState(state: unknown): boolean {
  if (!isRecord(state)) return false;
  return Object.entries(newPollState()).every(([name, empty]) => {
    const part = state[name];
    return part === undefined || (Array.isArray(empty) ? Array.isArray(part) : isRecord(part));
  });
}
