import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { Exchange } from '../../../schema/exchange.ts';
import { DAY, HOUR, INTERVALS, MINUTE } from '../../../schema/range.ts';
import { readBarRuns } from '../../../workers/store/read-bar-runs.ts';
import { rollUpBars } from '../../../workers/store/save-liquidations.ts';
import { barRunsOf } from '../../../workers/symbol/record/bar-runs-of.ts';
import { withSums } from '../../../workers/symbol/record/bar-sums.ts';
import { barsOf } from '../../../workers/symbol/record/bars-of.ts';
import { untoldStepsOf } from '../../../workers/symbol/record/untold-steps-of.ts';
import { watchedOf } from '../../../workers/symbol/record/watched-of.ts';
import { readBars } from '../../support/d1/read-bars.ts';
import { readUntoldSteps } from '../../support/d1/read-untold-steps.ts';
import { readWatched } from '../../support/d1/read-watched.ts';
import { randomRows, seededRandom, seedRows } from '../../support/random-rows.ts';

const start = Date.UTC(2024, 7, 5);
const exchanges: Exchange[] = ['okx', 'binance', 'bybit', 'gate'];
const symbol = 'BTC';

for (const seed of [1, 2, 3, 4, 5, 6, 7, 8])
  for (const rolled of [false, true])
    test(`bars and feeds give what their rows in D1 give${rolled ? ', summed over hours and days' : ''} (${seed})`, async () => {
      const stored = randomRows({ seed, exchanges: exchanges.slice(0, 3), start, days: 2 });
      await seedRows(env.DB, stored);
      const now = start + DAY + 7 * HOUR;
      if (rolled) await rollUpBars(env.DB, now);
      const rows = rolled ? withSums(stored, now) : stored;
      const random = seededRandom(seed);
      for (const interval of Object.values(INTERVALS)) {
        const from = start + Math.floor((random() * DAY) / interval) * interval;
        const to = from + Math.floor((random() * (start + 2 * DAY - from)) / MINUTE) * MINUTE + 3_000;
        const span = { from, to };
        const runs = await readBarRuns(env.DB, { symbol, ...span });
        expect(barRunsOf(rows, span)).toEqual(runs);
        expect(untoldStepsOf(rows, { runs, ...span })).toEqual(
          await readUntoldSteps(env.DB, { symbol, runs, ...span }),
        );
        const read = await readBars(env.DB, { symbol, runs, interval, ...span });
        expect(barsOf(rows, { exchanges, interval, ...span })).toEqual(read);
        expect(watchedOf(rows, { exchanges, ...span })).toEqual(
          await readWatched(env.DB, { exchanges, ...span }),
        );
      }
    });
