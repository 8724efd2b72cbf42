import { env } from 'cloudflare:workers';
import { beforeEach, expect, test } from 'vitest';
import type { Problem } from '../../../schema/answer/problem.ts';
import type { Liquidation } from '../../../schema/market.ts';
import { DAY, HOUR, MINUTE } from '../../../schema/range.ts';
import { saveCoverage } from '../../../workers/store/save-coverage.ts';
import { saveLiquidations } from '../../../workers/store/save-liquidations.ts';
import { clearMarkets, flatCandles, seedBars, seedCandles } from '../../support/seed-market.ts';
import { dropColumns } from '../../support/symbol-record.ts';
import { ask, seedColumns } from './market.ts';

const end = Date.UTC(2024, 7, 5, 12);
const btc = { symbol: 'BTC', exchange: 'binance' } as const;

const LIQUIDATION = {
  ...btc,
  instrument: 'BTCUSDT',
  side: 'long',
  price: 50_000,
  priceKind: 'fill',
  quantity: 20,
} as const;

beforeEach(async () => {
  await clearMarkets(env.DB);
  await seedCandles(env.DB, btc, flatCandles(end - DAY, HOUR, 24, 50_000));
  await seedColumns(
    { symbol: 'BTC', exchange: 'all', resolution: HOUR },
    Array.from({ length: 24 }, (_, i) => ({
      time: end - DAY + i * HOUR,
      usd: { 48000: 2e6, 52000: 1e6 },
    })),
  );
  await seedBars(env.DB, btc, [{ time: end - 3 * HOUR, step: HOUR, longUsd: 4e6, shortUsd: 5e5 }]);
});

const words = async (query = '') => (await ask(`/v1/snapshot/BTC.txt${query}`)).text();

test('the words tell the price, what stands on both sides, and what was liquidated', async () => {
  expect((await words()).split('\n')).toEqual([
    'BTC liquidation heatmap, 24h, all exchanges, recorded market, up to 2024-08-05 12:00 UTC.',
    'Last price 50,000 USD, 0.0% over the range; low 49,950, high 50,050.',
    expect.stringMatching(
      /^\$(2|1\.99|2\.01)M of longs would be liquidated below the price within this view; the densest cluster is \$\S+ near 47,\d{3}|48,0\d\d \(-4\.\d%\)\.$/,
    ),
    expect.stringMatching(/^\$(1|1\.01|999K|995K)M? of shorts would be liquidated above the price/),
    'Liquidated in the range: $4M of longs and $500K of shorts, from 2024-08-04 12:00 UTC to 2024-08-05 12:00 UTC; the worst 1h began 2024-08-05 09:00 UTC with $4M of longs and $500K of shorts.',
    'Candles seen: binance 100%.',
    'A model of what could be liquidated: a radar, not advice.',
    '',
  ]);
});

test('the words sum the span that they say, which begins with a whole bar and ends with what is known', async () => {
  await seedCandles(env.DB, btc, flatCandles(end, 5 * MINUTE, 8, 50_000));
  const event = (time: number, id: string) =>
    ({ ...LIQUIDATION, time, id, notionalUsd: 1e6 }) satisfies Liquidation;
  // Before the range but in its first bar of six hours, in the running one, and after the last close.
  const close = end + 40 * MINUTE;
  await saveLiquidations(env.DB, [
    event(close - 30 * DAY - 20 * MINUTE, '1'),
    event(close - MINUTE, '2'),
    event(close + MINUTE, '3'),
  ]);
  const text = await words('?range=30d');
  expect(text).toContain(
    'Liquidated in the range: $7M of longs and $500K of shorts, from 2024-07-06 12:00 UTC to 2024-08-05 12:42 UTC; the worst 6h began 2024-08-05 06:00 UTC with $4M',
  );
});

test('what was liquidated after the last close is in the words, and not drawn beside the last column', async () => {
  await env.DB.exec('DELETE FROM liquidation_bars');
  await dropColumns('BTC');
  await seedCandles(env.DB, btc, flatCandles(end, 5 * MINUTE, 8, 50_000));
  const close = end + 40 * MINUTE;
  await saveLiquidations(
    env.DB,
    [close - MINUTE, close + MINUTE].map(time => ({ ...LIQUIDATION, time, id: `${time}`, notionalUsd: 1e6 })),
  );
  const markup = await (await ask('/v1/snapshot/BTC.svg?range=12h')).text();
  expect(markup).toContain('Liquidated in the range: $2M of longs');
  // One bar of longs, which ends with the plot at 1100.
  const [bar, ...others] = [...markup.matchAll(/<rect x="([\d.]+)" [^>]*fill="#d23f34"/g)].map(([, x]) =>
    Number(x),
  );
  expect(others).toEqual([]);
  expect(bar).toBeGreaterThan(1080);
  expect(bar).toBeLessThan(1100);
});

test('a range in which feeds saw nothing liquidated has no worst bar', async () => {
  await env.DB.exec('DELETE FROM liquidation_bars');
  const minutes = Array.from({ length: 60 }, (_, i) => end - HOUR + i * MINUTE);
  const reports = minutes.map(time => ({
    exchange: 'binance' as const,
    feed: 'f',
    time,
    seconds: 60,
    events: 0,
  }));
  await env.DB.batch(saveCoverage(env.DB, reports));
  expect(await words()).toContain(
    'Liquidated in the range: $0 of longs and $0 of shorts, from 2024-08-04 12:00 UTC to 2024-08-05 12:00 UTC.\n',
  );
  await env.DB.exec('DELETE FROM feed_coverage');
});

test('a simulated market says so in the words and in the picture', async () => {
  const simulated = await ask('/v1/snapshot/BTC.txt', { mode: 'simulated' });
  expect(await simulated.text()).toContain('SIMULATED market');
  const picture = await ask('/v1/snapshot/BTC.svg', { mode: 'simulated' });
  expect(await picture.text()).toMatch(/<text[^>]*>24h · all exchanges · [^<]*SIMULATED market/);
});

test('the picture comes as SVG with the words in it', async () => {
  const response = await ask('/v1/snapshot/btc.svg?theme=dark');
  expect(response.headers.get('Content-Type')).toBe('image/svg+xml');
  const markup = await response.text();
  expect(markup).toContain('fill="#0d1117"');
  expect(markup).toContain('Liquidated in the range: $4M of longs');
  expect(markup).toMatch(/<text[^>]*>\$\S+ long<\/text>/);
  expect(markup).toMatch(/<text[^>]*>50,000<\/text>/);
});

test('the picture comes as PNG of 1200 × 675', async () => {
  const response = await ask('/v1/snapshot/BTC.png');
  expect(response.headers.get('Content-Type')).toBe('image/png');
  const view = new DataView(await response.arrayBuffer());
  expect([view.getUint32(16), view.getUint32(20)]).toEqual([1200, 675]);
});

test('a market whose model has not begun is drawn as candles alone', async () => {
  await dropColumns('BTC');
  await env.DB.exec('DELETE FROM liquidation_bars');
  const text = await words();
  expect(text).toContain('No longs stand below the price.');
  expect(text).toContain('No liquidations were recorded in the range.');
  const markup = await (await ask('/v1/snapshot/BTC.svg')).text();
  expect(markup).toContain('nothing stands yet');
  expect(markup).toContain('no liquidations recorded');
});

test.each(['BTC.gif', 'BTC', '.svg', 'B$.png'])('%s is a 404 that says what there is', async file => {
  const response = await ask(`/v1/snapshot/${file}`);
  expect(response.status).toBe(404);
  expect((await response.json<Problem>()).expected).toContain('.svg, .png or .txt');
});
