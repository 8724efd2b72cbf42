import { basename } from 'node:path';
import { nameMarket } from '../../ingest/history/name-market.ts';
import { perCoin } from '../../ingest/history/per-coin.ts';
import { type Reject, readHistory, rejectText } from '../../ingest/history/read-history.ts';
import { messageOf } from '../../ingest/message-of.ts';
import type { ModelCandle } from '../../model/filter.ts';
import { fileBytes } from '../file-bytes.ts';

/** A recorded market as the model takes it. */
export type RecordedMarket = { file: string; symbol: string; step: number; candles: ModelCandle[] };

/**
 * Reads a recorded market whole. Lines that cannot be believed are told to `tell` and left out; throws, naming
 * the file, where nothing can be read.
 */
export async function readMarket(path: string, tell: (text: string) => void): Promise<RecordedMarket> {
  const file = basename(path);
  try {
    const { symbol, scale, step: namedStep } = nameMarket(file);
    const candles: ModelCandle[] = [];
    let step = 0;
    const onReject = (reject: Reject) => tell(rejectText(file, reject));
    const options = { now: Date.now(), namedStep, coins: scale, onReject };
    for await (const batch of readHistory(fileBytes(path), options)) {
      step = batch.step;
      for (const recorded of batch.bars) {
        const { longUsd, shortUsd, accountRatio: _, ...bar } = perCoin(recorded, scale);
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
    return { file, symbol, step, candles };
  } catch (cause) {
    throw new Error(`${path}: ${messageOf(cause)}`, { cause });
  }
}
