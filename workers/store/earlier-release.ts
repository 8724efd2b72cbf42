import { and, asc, count, eq, gt } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/d1';
import type { LevelColumn } from '../../schema/lattice.ts';
import { forecasts, heatmapTiles, modelStates, scores } from '../../schema/tables.ts';
import { rowsOf } from './rows-of.ts';
import { statementOf } from './statement-of.ts';
import { type ColumnOwner, decodeColumns, OWNER_PLACES } from './tile-columns.ts';

/*
 * What earlier releases kept of a symbol's model in D1: its states, columns, ledger and score. The object of the symbol has
 * them now; what is found here is carried over once, and then deleted.
 */

export type EarlierColumn = { owner: ColumnOwner; resolution: number; time: number; column: LevelColumn };

/** The filters by the version of the model, as JSON. */
export const readEarlierStates = (
  db: D1Database,
  symbol: string,
): Promise<{ version: number; state: string }[]> =>
  rowsOf(
    drizzle(db)
      .select({ version: modelStates.version, state: modelStates.state })
      .from(modelStates)
      .where(eq(modelStates.symbol, symbol))
      .orderBy(asc(modelStates.version)),
  );

/** The ledger, a row of lines for each UTC day. */
export const readEarlierLedger = (
  db: D1Database,
  symbol: string,
): Promise<{ day: number; lines: string }[]> =>
  rowsOf(
    drizzle(db)
      .select({ day: forecasts.day, lines: forecasts.lines })
      .from(forecasts)
      .where(eq(forecasts.symbol, symbol))
      .orderBy(asc(forecasts.day)),
  );

/** The score, if there was one. */
export async function readEarlierScore(
  db: D1Database,
  symbol: string,
): Promise<{ time: number; score: string } | undefined> {
  const rows = await rowsOf(
    drizzle(db)
      .select({ time: scores.time, score: scores.score })
      .from(scores)
      .where(eq(scores.symbol, symbol)),
  );
  return rows[0];
}

const PARTS = ['all', 'each', 'layers'] as const;
/** Tiles read at once: 16 columns of 16 exchanges are half a megabyte of text. */
const PAGE = 8;

/** All columns, part by part and width by width, oldest first, in lots. */
export async function* readEarlierColumns(db: D1Database, symbol: string): AsyncGenerator<EarlierColumn[]> {
  for (const part of PARTS) {
    const ofPart = and(eq(heatmapTiles.symbol, symbol), eq(heatmapTiles.part, part));
    const widths = await rowsOf(
      drizzle(db)
        .select({ resolution: heatmapTiles.resolution, tiles: count() })
        .from(heatmapTiles)
        .where(ofPart)
        .groupBy(heatmapTiles.resolution),
    );
    for (const { resolution } of widths) {
      const ofWidth = and(ofPart, eq(heatmapTiles.resolution, resolution));
      for (let after = -1; ; ) {
        const tiles = await rowsOf(
          drizzle(db)
            .select({ start: heatmapTiles.start, columns: heatmapTiles.columns })
            .from(heatmapTiles)
            .where(and(ofWidth, gt(heatmapTiles.start, after)))
            .orderBy(asc(heatmapTiles.start))
            .limit(PAGE),
        );
        const last = tiles.at(-1);
        if (!last) break;
        yield tiles.flatMap(tile => columnsIn(tile, resolution));
        after = last.start;
      }
    }
  }
}

const OWNERS = Object.keys(OWNER_PLACES) as ColumnOwner[];

const columnsIn = (tile: { start: number; columns: string }, resolution: number): EarlierColumn[] =>
  OWNERS.flatMap(owner =>
    decodeColumns(tile.columns, owner).map(({ index, column }) => ({
      ...{ owner, resolution, column },
      time: tile.start + index * resolution,
    })),
  );

/** Deletes what was carried over. */
export async function dropEarlier(db: D1Database, symbol: string): Promise<void> {
  await db.batch(
    [heatmapTiles, forecasts, scores, modelStates].map(table =>
      statementOf(db, drizzle(db).delete(table).where(eq(table.symbol, symbol))),
    ),
  );
}

/** The symbols of which something is kept. */
export const readEarlierSymbols = async (db: D1Database): Promise<string[]> =>
  (await rowsOf(drizzle(db).selectDistinct({ symbol: modelStates.symbol }).from(modelStates))).map(
    row => row.symbol,
  );
