import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { Exchange } from '../../../schema/exchange.ts';
import { DAY, HOUR, INTERVAL_NAMES, type Interval, MINUTE, type Range } from '../../../schema/range.ts';
import { finestServed } from '../../../workers/api/history-interval.ts';
import { historyOf } from '../../../workers/api/history-of.ts';
import { rollUpBars } from '../../../workers/store/save-liquidations.ts';
import { coarseRows } from '../../../workers/symbol/record/coarse-rows.ts';
import { joinRows } from '../../../workers/symbol/record/join-rows.ts';
import { readHistory } from '../../support/d1/read-history.ts';
import { daysOf, randomRows, seedRows } from '../../support/random-rows.ts';

const start = Date.UTC(2024, 7, 5);
const stored: Exchange[] = ['okx', 'binance', 'aggregate', 'bybit'];

for (const seed of [11, 12, 13, 14])
  test(`the history of a market's rows is that of D1 (${seed})`, async () => {
    const rows = randomRows({ seed, exchanges: stored, start, days: 4 });
    await seedRows(env.DB, rows);
    const now = start + 4 * DAY - (seed % 5) * (7 * HOUR + MINUTE);
    await rollUpBars(env.DB, now);
    const markets = [
      { symbol: 'BTC', exchange: 'all' as const, exchanges: stored.filter(one => one !== 'aggregate') },
      ...stored.map(exchange => ({ symbol: 'BTC', exchange, exchanges: [exchange] })),
      { symbol: 'BTC', exchange: 'okx' as const, exchanges: ['binance' as const] },
    ];
    for (const market of markets)
      for (const range of ['12h', '3d', '7d'] satisfies Range[])
        for (const interval of new Set(INTERVAL_NAMES.map(name => finestServed(range, name))))
          expect(historyOf(rows, market, { range, interval, now, mode: 'replay' })).toEqual(
            await readHistory({ DB: env.DB, MODE: 'replay' }, market, { range, interval, now }),
          );
  });

for (const seed of [21, 22, 23])
  test(`days that were made coarse tell the same at intervals of hours (${seed})`, async () => {
    const rows = randomRows({ seed, exchanges: stored, start, days: 4, offGrid: false });
    await seedRows(env.DB, rows);
    const now = start + 4 * DAY;
    await rollUpBars(env.DB, now);
    const days = daysOf(rows, start, 4);
    const market = { symbol: 'BTC', exchange: 'all' as const, exchanges: stored };
    for (const range of ['30d', '90d', '1y'] satisfies Range[])
      for (const interval of ['2h', '6h', '12h', '1d'] satisfies Interval[]) {
        const asked = { range, interval: finestServed(range, interval), now };
        const width = asked.interval === '1d' ? DAY : 2 * HOUR;
        const mixed = joinRows(days.map((day, i) => (i < 3 ? coarseRows(day, width) : day)));
        expect(historyOf(mixed, market, { ...asked, mode: 'replay' })).toEqual(
          await readHistory({ DB: env.DB, MODE: 'replay' }, market, asked),
        );
      }
  });
