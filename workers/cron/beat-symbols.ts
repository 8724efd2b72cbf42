import type { Board, BoardSymbol } from '../../schema/board.ts';
import type { Env } from '../env.ts';
import { readBoard, saveBoard } from '../store/board.ts';
import { readNews } from '../store/news.ts';
import { readFeedHoursIn } from '../store/read-market-rows.ts';
import { readTracks } from '../store/read-tracks.ts';
import type { ToldNews } from '../symbol/follow-store.ts';
import { attemptAll } from './attempt-all.ts';
import { ofExchanges } from './of-exchanges.ts';
import type { SymbolObject } from './symbol-object.ts';

/**
 * Has every symbol's object take in what was written since the last beat and step its model, and writes the board. A symbol
 * that fails does not stop the others, and stands on the board as it stood. Gives what failed and why.
 */
export async function beatSymbols(
  env: Pick<Env, 'DB' | 'SYMBOL_OBJECTS'>,
  { now, review, place }: { now: number; review: boolean; place: DurableObjectLocationHint },
): Promise<string[]> {
  const before = await readBoard(env.DB);
  const told = await readTold(env.DB, before);
  const symbols = await symbolsOf(env.DB, before, told);
  const objects = env.SYMBOL_OBJECTS as DurableObjectNamespace<SymbolObject>;
  const reported = new Map<string, BoardSymbol>();
  const failures: string[] = [];
  const beat = async (symbol: string) => {
    const object = objects.getByName(symbol, { locationHint: place });
    const report = await object.beat({ symbol, now, told, review });
    if (report.summary) reported.set(symbol, report.summary);
    failures.push(...report.failures);
  };
  await Promise.all(
    symbols.map(async symbol => {
      failures.push(...(await attemptAll({ [symbol]: () => beat(symbol) })));
    }),
  );
  const known = new Map(before.symbols.map(one => [one.symbol, one]));
  const board: Board = {
    ...(await ofExchanges(env.DB, before, now)),
    beatAt: now,
    news: told.news.at(-1)?.id ?? before.news,
    symbols: symbols.flatMap(symbol => reported.get(symbol) ?? known.get(symbol) ?? []),
  };
  await saveBoard(env.DB, board);
  return failures;
}

/** What was written since the last beat, read once for all symbols. */
async function readTold(db: D1Database, { news: after }: Board): Promise<ToldNews> {
  const news = await readNews(db, after);
  const spans = news.flatMap(({ spans }) => spans.feeds);
  return { after, news, hours: spans.length > 0 ? await readFeedHoursIn(db, spans) : [] };
}

/** The symbols there are, in alphabetical order: those of the board, and those that the news tell of. */
async function symbolsOf(db: D1Database, { beatAt, symbols }: Board, { news }: ToldNews): Promise<string[]> {
  // Before the first beat all that is stored is looked through.
  const stored = beatAt === 0 ? await readTracks(db) : [];
  const told = news.flatMap(({ spans }) => [...spans.rows, ...spans.ends]);
  const all = [
    ...symbols.map(({ symbol }) => symbol),
    ...stored.map(({ symbol }) => symbol),
    ...told.map(([symbol]) => symbol),
  ];
  return [...new Set(all)].sort();
}
