import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../workers/local/database.ts';
import { importHistory } from '../../workers/local/import-history.ts';
import { forecastMarket } from '../../workers/local/score/forecast-market.ts';
import { readMarket } from '../../workers/local/score/read-market.ts';
import { readForecasts } from '../../workers/symbol/ledger.ts';
import { recordInNode } from '../support/own-in-node.ts';

const WINDOW = join(import.meta.dirname, '../../../shared/recorded/aggregate-BTCUSDT-1h-2025-12-04.csv.gz');
/** Candles a tick may take. */
const LIMIT = 200;

test.skipIf(!existsSync(WINDOW))(
  'a replay through import, steps and record forecasts exactly what npm run score forecasts (skipped where ../shared/recorded is absent)',
  async () => {
    const { symbol, candles } = await readMarket(WINDOW, text => expect.unreachable(text));
    const scored = forecastMarket(candles, {}).filter(bar => bar.forecast !== undefined);

    const folder = await mkdtemp(join(tmpdir(), 'score-equals-ledger-'));
    const { db, close } = await openDatabase({ into: folder });
    try {
      await importHistory(db, [WINDOW]);
      const now = (candles.at(-1)?.time ?? 0) + 2 * (candles.at(-1)?.step ?? 0);
      const { own, runs } = await recordInNode(db, symbol, { now, limit: LIMIT });
      expect(runs).toBe(Math.ceil(candles.length / LIMIT));

      const ledger = await readForecasts(own, { from: 0, to: now });
      expect(
        ledger.map(row => [
          row.time,
          row.forecastLongUsd,
          row.forecastShortUsd,
          row.observedLongUsd,
          row.observedShortUsd,
        ]),
      ).toEqual(
        scored.map(({ time, forecast, observed }) => [
          time,
          forecast?.longUsd,
          forecast?.shortUsd,
          observed.longUsd,
          observed.shortUsd,
        ]),
      );
    } finally {
      await close();
      await rm(folder, { recursive: true, force: true });
    }
  },
);
