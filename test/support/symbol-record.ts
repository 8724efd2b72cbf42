import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { EMPTY_BOARD } from '../../schema/board.ts';
import type { Exchange } from '../../schema/exchange.ts';
import type { ForecastRow, Mode } from '../../schema/market.ts';
import { MINUTE } from '../../schema/range.ts';
import { isStale } from '../../workers/api/freshness.ts';
import { ofExchanges } from '../../workers/cron/of-exchanges.ts';
import type { Env } from '../../workers/env.ts';
import { MODEL_VERSION } from '../../workers/model/filter.ts';
import { readBoard, saveBoard } from '../../workers/store/board.ts';
import { newsEdges } from '../../workers/store/news.ts';
import { readTracks } from '../../workers/store/read-tracks.ts';
import { type FinishedColumn, packFinished } from '../../workers/symbol/columns.ts';
import { followStore } from '../../workers/symbol/follow-store.ts';
import { readHead, withColumns, withProgress, writeHead } from '../../workers/symbol/head.ts';
import { appendForecasts } from '../../workers/symbol/ledger.ts';
import { makeTables, type Own, write } from '../../workers/symbol/own.ts';
import { type StoredScore, writeScore } from '../../workers/symbol/score.ts';
import { scoreSymbol } from '../../workers/symbol/score-symbol.ts';
import { type Lanes, readLanes, writeLanes } from '../../workers/symbol/states.ts';
import { type StepReport, stepSymbol } from '../../workers/symbol/step-symbol.ts';
import { summarise } from '../../workers/symbol/summarise.ts';

const bindings = env as unknown as Env;

/** Runs something where the record of a symbol is. */
export const inside = <T>(symbol: string, work: (own: Own) => T | Promise<T>): Promise<T> =>
  runInDurableObject(bindings.SYMBOL_OBJECTS.getByName(symbol), (_, { storage }) => work(storage));

/** Forgets what the objects of symbols keep, and the board. */
export async function forgetSymbols(...symbols: string[]): Promise<void> {
  const known = (await readBoard(bindings.DB)).symbols.map(({ symbol }) => symbol);
  for (const symbol of new Set([...known, ...symbols]))
    await inside(symbol, own => {
      for (const table of ['head', 'states', 'days', 'open', 'closed', 'forecasts', 'score'])
        own.sql.exec(`DELETE FROM ${table}`);
    });
  await bindings.DB.prepare('DELETE FROM board').run();
}

let takenAt: string | undefined;
/** What tells whether anything was written since: of what is large sums, of what is small all of it. */
const FINGERPRINT = `SELECT json_array(
  (SELECT json_array(count(*), total(time), total(step), total(open), total(high), total(low), total(close),
     total(volume), total(buy_volume), total(open_interest), total(open_interest IS NULL)) FROM candles),
  (SELECT json_array(count(*), total(time), total(step), total(long_usd), total(short_usd), total(count),
     total(count IS NULL), total(long_usd IS NULL)) FROM liquidation_bars),
  (SELECT json_group_array(json_array(exchange, feed, hour, hex(minutes), error)) FROM feed_coverage),
  (SELECT json_array(count(*), max(id)) FROM rejects), (SELECT max(states) FROM poll_states),
  (SELECT json_group_array(json_array(exchange, time, completeness, shares)) FROM reporting_shares),
  (SELECT json_array(count(*), total(beat)) FROM (SELECT board ->> 'beatAt' AS beat FROM board)),
  (SELECT count(*) FROM model_states)) AS all_of_it`;
const changes = () => bindings.DB.prepare(FINGERPRINT).first<string>('all_of_it');

/**
 * Has the objects take in anew all that D1 holds, whoever wrote it there, without stepping their models, and writes the
 * board. Where nothing was written since, nothing is done.
 */
export async function takeIn({ mode = 'replay', now = Date.now() }: { mode?: Mode; now?: number } = {}) {
  if (takenAt === `${mode} ${await changes()}`) return;
  const board = await readBoard(bindings.DB);
  const stored = (await readTracks(bindings.DB)).map(({ symbol }) => symbol);
  const symbols = [...new Set([...board.symbols.map(({ symbol }) => symbol), ...stored])].sort();
  // Beats are on whole minutes.
  const minute = Math.floor(now / MINUTE) * MINUTE;
  const isLate = (close: { end: number; step: number }) => isStale(mode, minute, close);
  const summaries = [];
  for (const symbol of symbols) {
    await inside(symbol, own => takeInAnew(own, symbol, now));
    summaries.push(await inside(symbol, own => summarise(own, symbol, { now: minute, isLate })));
  }
  const { last: news } = await newsEdges(bindings.DB);
  await saveBoard(bindings.DB, {
    ...EMPTY_BOARD,
    ...(await ofExchanges(bindings.DB, EMPTY_BOARD, now)),
    ...{ beatAt: now, news, symbols: summaries },
  });
  takenAt = `${mode} ${await changes()}`;
}

async function takeInAnew(own: Own, symbol: string, now: number): Promise<void> {
  makeTables(own);
  const { widths, columnTime, revision, exchanges } = readHead(own, symbol);
  const models = Object.entries(exchanges).map(([exchange, { model, toldUntil }]) => [
    exchange,
    { ...(model && { model }), ...(toldUntil && { toldUntil }) },
  ]);
  own.sql.exec('DELETE FROM days');
  write(own, [
    writeHead({
      ...{ symbol, revision: revision + 1, widths, waiting: true },
      ...(columnTime !== undefined && { columnTime }),
      exchanges: Object.fromEntries(models),
    }),
  ]);
  while (await followStore({ own, db: bindings.DB, symbol }, { now, until: Number.POSITIVE_INFINITY }));
}

/** Takes in what D1 holds and steps a symbol's model. */
export async function step(
  symbol: string,
  options: { now: number; limit: number; version?: number },
): Promise<StepReport> {
  await takeIn({ now: options.now });
  return inside(symbol, own => stepSymbol({ own, db: bindings.DB, symbol }, options));
}

/** Scores a symbol. */
export async function review(symbol: string): Promise<void> {
  await takeIn();
  await inside(symbol, own => scoreSymbol(own, symbol));
}

/** Stores columns as a step does. */
export const storeColumns = (symbol: string, columns: readonly FinishedColumn[]): Promise<void> =>
  inside(symbol, async own => {
    const head = readHead(own, symbol);
    const writes = await packFinished(own, columns, () => Number.POSITIVE_INFINITY);
    write(own, [
      ...writes,
      writeHead({ ...head, ...withColumns(head, columns), revision: head.revision + 1 }),
    ]);
  });

/** Stores filters as a step does. */
export const storeLanes = (symbol: string, lanes: Lanes): Promise<void> =>
  inside(symbol, own => {
    const head = readHead(own, symbol);
    const exchanges = withProgress(head.exchanges, lanes, {});
    write(own, [
      writeLanes(MODEL_VERSION, lanes),
      writeHead({ ...head, exchanges, revision: head.revision + 1 }),
    ]);
  });

/** Forgets the columns of a symbol. */
export const dropColumns = (symbol: string): Promise<void> =>
  inside(symbol, own => {
    for (const table of ['open', 'closed']) own.sql.exec(`DELETE FROM ${table}`);
    const { columnTime: _, ...head } = readHead(own, symbol);
    write(own, [writeHead({ ...head, widths: {}, revision: head.revision + 1 })]);
  });

/** Adds rows to the ledger of a symbol. */
export const storeForecasts = (symbol: string, rows: readonly ForecastRow[]): Promise<void> =>
  inside(symbol, own => write(own, [appendForecasts(rows)]));

/** Stores the score of a symbol. */
export const storeScore = (symbol: string, score: StoredScore): Promise<void> =>
  inside(symbol, own => write(own, [writeScore(score)]));

/** Makes a filter of a symbol one that cannot be read. */
export const spoilLane = (symbol: string, exchange: Exchange): Promise<void> =>
  inside(symbol, own => {
    own.sql.exec(`UPDATE states SET lanes = json_set(lanes, '$.' || ? || '.state', 'AAAA')`, exchange);
  });

/** How far the model has come with each exchange of a symbol, and why it stands still, where it does. */
export const lanesOf = (symbol: string): Promise<{ exchange: string; end: number; failing?: string }[]> =>
  inside(symbol, own =>
    Object.entries(readLanes(own, MODEL_VERSION))
      .map(([exchange, { end, failing }]) => ({ exchange, end, ...(failing && { failing }) }))
      .sort((a, b) => (a.exchange < b.exchange ? -1 : 1)),
  );
