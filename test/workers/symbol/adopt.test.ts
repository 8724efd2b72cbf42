import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import type { ExchangeSet } from '../../../schema/exchange.ts';
import type { Layer } from '../../../schema/layer.ts';
import { HOUR } from '../../../schema/range.ts';
import { MODEL_VERSION } from '../../../workers/model/filter.ts';
import { OWNER_PLACES } from '../../../workers/store/tile-columns.ts';
import { type ColumnKey, partOf, readColumnTexts } from '../../../workers/symbol/columns.ts';
import { readHead } from '../../../workers/symbol/head.ts';
import { readForecasts, toLine } from '../../../workers/symbol/ledger.ts';
import { readScore } from '../../../workers/symbol/score.ts';
import { readLanes } from '../../../workers/symbol/states.ts';
import { seedCandles, waveCandles } from '../../support/seed-candles.ts';
import { clearMarkets } from '../../support/seed-market.ts';
import { forgetSymbols, inside, review, step, takeIn } from '../../support/symbol-record.ts';

const start = 1_722_816_000_000;
const ALL = { from: 0, to: start + 9e9 };
const LAYERS = ['low', 'high', 'assumed', 'upTo10', 'from20To25', 'from50'] satisfies Layer[];
const TILES = { whole: ['all', 96], each: ['each', 16], layers: ['layers', 32] } as const;

beforeEach(async () => {
  await clearMarkets(env.DB);
  await forgetSymbols('BTC');
});

/** All that is published of the symbol: the texts of its columns, its ledger, score and filters. */
const published = () =>
  inside('BTC', async own => {
    const texts = new Map<string, { key: ColumnKey; time: number; text: string }>();
    const { widths } = readHead(own, 'BTC');
    for (const resolution of new Set(Object.values(widths).flat()))
      for (const owner of Object.keys(OWNER_PLACES)) {
        const layer = LAYERS.find(one => one === owner);
        const key = { exchange: layer ? 'all' : (owner as ExchangeSet), layer, resolution } as ColumnKey;
        for (const [time, text] of await readColumnTexts(own, key, ALL))
          texts.set(`${owner} ${resolution} ${time}`, { key, time, text });
      }
    const ledger = (await readForecasts(own, ALL)).map(toLine).join('');
    return { texts, ledger, score: readScore(own), lanes: readLanes(own, MODEL_VERSION) };
  });

test('what an earlier release kept in D1 is carried over to the last byte, goes on from there, and is gone from D1', async () => {
  const candles = waveCandles(start, 200);
  for (const exchange of ['binance', 'okx'] as const)
    await seedCandles(env.DB, 'BTC', exchange, candles.slice(0, 180));
  await step('BTC', { now: start + 180 * HOUR + HOUR, limit: 1_000 });
  await review('BTC');
  const before = await published();
  expect(before.texts.size).toBeGreaterThan(1_000);

  const tiles = new Map<string, string>();
  for (const { key, time, text } of before.texts.values()) {
    const [part, length] = TILES[partOf(key)];
    const tile = [part, key.resolution, time - (time % (length * key.resolution))].join();
    tiles.set(tile, (tiles.get(tile) ?? '') + text);
  }
  await forgetSymbols('BTC');
  await env.DB.batch([
    ...[...tiles].map(([tile, columns]) =>
      env.DB.prepare(`INSERT INTO heatmap_tiles VALUES ('BTC', ?, ?, ?, ?)`).bind(
        ...tile.split(','),
        columns,
      ),
    ),
    env.DB.prepare(`INSERT INTO model_states VALUES ('BTC', ?, 7, ?)`).bind(
      MODEL_VERSION,
      JSON.stringify(before.lanes),
    ),
    ...[...Map.groupBy(before.ledger.trim().split('\n'), line => line.slice(0, 8))].map(([, lines]) =>
      env.DB.prepare(
        `INSERT INTO forecasts VALUES ('BTC', ?1 / 86400000 * 86400000, ?2)
         ON CONFLICT DO UPDATE SET lines = lines || excluded.lines`,
      ).bind(Number.parseInt(lines[0] ?? '', 10), `${lines.join('\n')}\n`),
    ),
    env.DB.prepare(`INSERT INTO scores VALUES ('BTC', ?, ?)`).bind(
      before.score?.time ?? start,
      before.score?.score ?? '{}',
    ),
  ]);

  await takeIn();
  const after = await published();
  expect(after.texts).toEqual(before.texts);
  expect([after.ledger, after.lanes]).toEqual([before.ledger, before.lanes]);
  for (const table of ['heatmap_tiles', 'model_states', 'forecasts', 'scores'])
    expect(await env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first('n'), table).toBe(0);

  for (const exchange of ['binance', 'okx'] as const)
    await seedCandles(env.DB, 'BTC', exchange, candles.slice(180));
  await step('BTC', { now: start + 201 * HOUR, limit: 1_000 });
  const later = await published();
  expect(later.ledger.startsWith(before.ledger)).toBe(true);
  expect(later.texts.size).toBeGreaterThan(before.texts.size);
});
