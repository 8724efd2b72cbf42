import { setTimeout as sleep } from 'node:timers/promises';
import type { Symbols } from '../../schema/answer/symbols.ts';
import { messageOf } from '../ingest/message-of.ts';
import type { Server } from './serve.ts';

/** Between two beats, ms. */
const PAUSE = 100;
/** So many beats in a row that fail are no hiccup. */
const PATIENCE = 3;

/**
 * Lets the heart beat until every symbol's model has taken in all that is stored. What a beat could not do is told to
 * `onFailure`, once; throws where several in a row fail and nothing else is left to wait for.
 */
export async function catchUp(
  server: Pick<Server, 'url' | 'tick'>,
  {
    onFailure = () => {},
    onBeat = () => {},
  }: { onFailure?: (text: string) => void; onBeat?: (waiting: string[]) => void } = {},
): Promise<void> {
  const told = new Set<string>();
  for (let failed = 0; ; ) {
    try {
      await server.tick();
      failed = 0;
    } catch (error) {
      failed++;
      if (!told.has(messageOf(error))) onFailure(messageOf(error));
      told.add(messageOf(error));
      if (failed >= PATIENCE) throw error;
    }
    const { symbols } = (await (await fetch(`${server.url}/v1/symbols`)).json()) as Symbols;
    const waiting = symbols.filter(({ caughtUp }) => !caughtUp).map(({ symbol }) => symbol);
    if (symbols.length > 0 && waiting.length === 0) return;
    onBeat(waiting);
    await sleep(PAUSE);
  }
}
