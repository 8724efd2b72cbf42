import { basename } from 'node:path';
import { nameMarket } from '../../ingest/history/name-market.ts';
import { readHistory, rejectText } from '../../ingest/history/read-history.ts';
import type { ModelCandle } from '../../model/filter.ts';
import { fileBytes } from '../file-bytes.ts';

/** A recorded market as the model takes it. */
export type RecordedMarket = { file: string; symbol: string; step: number; candles: ModelCandle[] };

/**
 * Reads a recorded market whole. Lines that cannot be believed are told to `onReject` and left out; throws, naming
 * the file, where nothing can be read.
 */
export async function readMarket(path: string, onReject: (text: string) => void): Promise<RecordedMarket> {
  const file = basename(path);
  try {
    const { instrument, step: namedStep } = nameMarket(file);
    const candles: ModelCandle[] = [];
    let step = 0;
    const options = { now: Date.now(), namedStep, onReject: onRejectOf(file, onReject) };
    for await (const batch of readHistory(fileBytes(path), options)) {
      step = batch.step;
      for (const { longUsd, shortUsd, accountRatio: _, ...bar } of batch.bars) {
        const candle: ModelCandle = { ...bar, step };
        if (longUsd !== undefined || shortUsd !== undefined) {
          candle.liquidations = {
            ...(longUsd !== undefined && { longUsd }),
            ...(shortUsd !== undefined && { shortUsd }),
          };
        }
        candles.push(candle);
      }
    }
    return { file, symbol: instrument.symbol, step, candles };
  } catch (cause) {
    throw new Error(`${path}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

const onRejectOf =
  (file: string, onReject: (text: string) => void) => (reject: Parameters<typeof rejectText>[1]) =>
    onReject(rejectText(file, reject));
