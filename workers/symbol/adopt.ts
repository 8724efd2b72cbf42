import type { Exchange, ExchangeSet } from '../../schema/exchange.ts';
import { LAYERS, type Layer } from '../../schema/layer.ts';
import { MODEL_VERSION } from '../model/filter.ts';
import {
  dropEarlier,
  type EarlierColumn,
  readEarlierColumns,
  readEarlierLedger,
  readEarlierScore,
  readEarlierStates,
} from '../store/earlier-release.ts';
import { codesOf } from '../store/tile-columns.ts';
import { type ColumnKey, columnText, type FinishedColumn, packFinished, readColumnTexts } from './columns.ts';
import { readHead, withColumns, withProgress, writeHead } from './head.ts';
import { ledgerDay } from './ledger.ts';
import { type Own, write } from './own.ts';
import { writeScore } from './score.ts';
import { type Lanes, readEarlierEnds, readLanes, writeLanes } from './states.ts';
import type { Stepped } from './step-symbol.ts';

/**
 * Carries over what an earlier release kept of the symbol in D1, and deletes it there once every column has been read back
 * as it was. Nothing where there is nothing. Run again after a failure it begins anew, and comes to the same.
 */
export async function adopt({ own, db, symbol }: Stepped): Promise<void> {
  const states = await readEarlierStates(db, symbol);
  if (states.length === 0) return;
  for await (const lot of readEarlierColumns(db, symbol)) {
    const columns = lot.map(finishedColumn);
    const head = readHead(own, symbol);
    write(own, [
      ...(await packFinished(own, columns, () => Number.POSITIVE_INFINITY)),
      writeHead({ ...head, ...withColumns(head, columns) }),
    ]);
    await expectStored(own, columns);
  }
  const ledger = await readEarlierLedger(db, symbol);
  const score = await readEarlierScore(db, symbol);
  write(own, [
    ...states.map(({ version, state }) => writeLanes(version, JSON.parse(state) as Lanes)),
    ...ledger.map(ledgerDay),
    ...(score ? [writeScore(score)] : []),
  ]);
  const head = readHead(own, symbol);
  const earlier = readEarlierEnds(own, MODEL_VERSION);
  const exchanges = withProgress(head.exchanges, readLanes(own, MODEL_VERSION), earlier);
  for (const [exchange, end] of Object.entries(earlier) as [Exchange, number][])
    exchanges[exchange] = { ...exchanges[exchange], model: exchanges[exchange]?.model ?? { end } };
  write(own, [writeHead({ ...head, exchanges, revision: head.revision + 1 })]);
  await dropEarlier(db, symbol);
}

const isLayer = (owner: EarlierColumn['owner']): owner is Layer =>
  (LAYERS as readonly string[]).includes(owner);

const keyOf = ({ owner, resolution }: EarlierColumn): ColumnKey =>
  isLayer(owner)
    ? { exchange: 'all', layer: owner, resolution }
    : { exchange: owner as ExchangeSet, resolution };

const finishedColumn = (column: EarlierColumn): FinishedColumn => ({
  ...keyOf(column),
  time: column.time,
  column: column.column,
});

/** Throws where a column is not kept with the text, and so with the digest, that it had. */
async function expectStored(own: Own, columns: readonly FinishedColumn[]): Promise<void> {
  const keyText = ({ exchange, layer, resolution }: ColumnKey) =>
    `${layer ?? exchange}, ${resolution} ms wide`;
  for (const [key, members] of Map.groupBy(columns, keyText)) {
    const times = members.map(({ time }) => time);
    const span = { from: Math.min(...times), to: Math.max(...times) + 1 };
    const texts = await readColumnTexts(own, members[0] as FinishedColumn, span);
    for (const column of members)
      if (texts.get(column.time) !== columnText(column, column.time, codesOf(column.column)))
        throw new Error(`expected the column of ${key} at ${column.time} to be kept as it was`);
  }
}
