import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { frameText } from '../../workers/exchange/frame.ts';
import { adapterOf } from '../../workers/exchange/index.ts';

/** Recorded messages live outside the project: their terms are not ours to grant. */
const samples = join(import.meta.dirname, '../../../shared/exchanges/samples/');
const recorded = existsSync(samples);
const about = recorded ? '' : ' (skipped: no recorded messages here)';

async function read(file: string, contractSize?: number) {
  const source = adapterOf(dirname(file))?.liquidations;
  if (!source) throw new Error(`${file}: expected a venue with liquidations`);
  const text = (await frameText(readFileSync(samples + file))).trim();
  const context = contractSize === undefined ? {} : { contractSize };
  return basename(file).startsWith('ws')
    ? source.readMessage(text, context)
    : source.readAnswer(text, context);
}

type Expected = [
  symbol: string,
  side: 'long' | 'short',
  quantity: number,
  notionalUsd: number,
  time: number,
  id: string,
];

/** Worked out by hand from each message; `size` is the contract size where the venue's list would give it. */
const EVENTS: { file: string; size?: number; events: Expected[] }[] = [
  {
    file: 'aster/ws-forceOrder-docs.json',
    events: [['BTC', 'long', 0.014, 138.74, 1568014460893, 'BTCUSDT|1568014460893|SELL|0.014|9910|9910|0']],
  },
  {
    file: 'binance/ws-forceOrder-coinm-doc.json',
    // One contract of 100 USD at 9,496.5.
    events: [
      ['BTC', 'long', 0.0105301953, 100, 1591154240949, 'BTCUSD_200925|1591154240949|SELL|1|9425.5|9496.5|0'],
    ],
  },
  {
    file: 'binance/ws-forceOrder-usdm-2023.json',
    events: [
      [
        'BTC',
        'short',
        1.437,
        50237.0889,
        1698871323059,
        'BTCUSDT|1698871323059|BUY|1.437|35100.81|34959.70|0',
      ],
    ],
  },
  {
    file: 'binance/ws-forceOrder-usdm.json',
    events: [
      ['BTC', 'short', 0.014, 65.88456, 1584059031421, 'BTCUSDT|1584059031421|BUY|0.014|4793.91|4706.04|0'],
    ],
  },
  {
    file: 'bitfinex/rest-liquidations-hist.json',
    events: [['AVAX', 'short', 8, 266.04, 1706395919788, '171085137|1706395919788|1|-8|0']],
  },
  {
    file: 'bitfinex/ws-liq-global-match-short.json',
    events: [
      ['ETH', 'short', 4.56671421, 1075.5525307, 1594036710543, '143679087|1594036710543|1|-4.56671421|0'],
    ],
  },
  {
    file: 'bitget/ws-liquidation-usdt-futures.json',
    events: [
      ['APE', 'long', 83.1, 13.70319, 1777358886549, 'APEUSDT|1777358886549|buy|13.70319|0.1649|0'],
      [
        'IP',
        'long',
        286.5,
        143.330431857868,
        1777358876983,
        'IPUSDT|1777358876983|buy|143.330431857868|0.500280739469|0',
      ],
    ],
  },
  ...['docs', 'rose'].map(name => ({
    file: `bybit/ws-allLiquidation-${name}.json`,
    events: [
      ['ROSE', 'short', 20000, 899.8, 1739502302929, 'ROSEUSDT|1739502302929|Sell|20000|0.04499|0'],
    ] as Expected[],
  })),
  {
    file: 'bybit/ws-liquidation-DEPRECATED-gala.json',
    events: [['GALA', 'long', 1637, 62.25511, 1673251091822, 'GALAUSDT|1673251091822|Buy|1637|0.03803|0']],
  },
  {
    file: 'bybit/ws-liquidation-DEPRECATED-xrpusd-inverse.json',
    // 6,949 USD at 0.5149.
    events: [['XRP', 'short', 13495.8244319, 6949, 1680673944093, 'XRPUSD|1680673944093|Sell|6949|0.5149|0']],
  },
  {
    file: 'coinex/rest-liquidation-history-docs.json',
    events: [
      [
        'LAT',
        'long',
        184378262,
        1670651.431982,
        1691482451000,
        'LATUSDT|1691482451000|long|184378262|0.009061|0',
      ],
      [
        'LAT',
        'long',
        375947238,
        3394803.55914,
        1691482829000,
        'LATUSDT|1691482829000|long|375947238|0.009030|0',
      ],
    ],
  },
  {
    file: 'deribit/ws-trades-liquidation-T.json',
    events: [['BTC', 'long', 0.250587314, 1120, 1584058044032, 'BTC|66460463']],
  },
  {
    file: 'dydx/ws-v4_trades-LIQUIDATED.json',
    events: [['BTC', 'long', 3.9, 89.193, 1722756890628, '014f495a0000000200000005']],
  },
  {
    file: 'gate/rest-liq_orders-docs.json',
    size: 0.0001,
    // 600 contracts of 0.0001 at 3,424.
    events: [['BTC', 'long', 0.06, 205.44, 1548654951000, 'BTC_USDT|1548654951|600|3405|3424|0|0']],
  },
  {
    file: 'gate/ws-public_liquidates-docs-after-2026-08-20.json',
    size: 0.0001,
    events: [
      ['BTC', 'long', 0.01245, 2.677995, 1541486601123, 'BTC_USDT|1541486601123|-124.5|215.1|0'],
      ['BTC', 'long', 0.00105, 0.22596, 1541486601456, 'BTC_USDT|1541486601456|-10.5|215.2|0'],
    ],
  },
  {
    file: 'gate/ws-public_liquidates-docs-before-2026-08-20.json',
    size: 0.0001,
    events: [['BTC', 'long', 0.01245, 2.677995, 1541486601000, 'BTC_USDT|1541486601|-124.5|215.1|0']],
  },
  {
    file: 'gate/ws-public_liquidates-docs-no-decimal-header.json',
    size: 0.0001,
    events: [
      ['BTC', 'long', 0.0124, 2.66724, 1541486601123, 'BTC_USDT|1541486601123|-124|215.1|0'],
      ['BTC', 'long', 0.001, 0.2152, 1541486601456, 'BTC_USDT|1541486601456|-10|215.2|0'],
    ],
  },
  {
    file: 'htx/rest-v3-swap_liquidation_orders.json',
    events: [['BTC', 'long', 0.479, 24640.5743, 1638593647864, '452057']],
  },
  {
    file: 'htx/rest-v5-liquidation_orders-linear.json',
    events: [['BTC', 'short', 0.002, 125.957, 1781849094165, '150153038758']],
  },
  {
    file: 'htx/ws-coinm-futures-liquidation_orders.json',
    // 1,450 contracts of 100 USD at 9,062.71.
    events: [
      ['BTC', 'long', 15.99962925, 145000, 1593561769833, 'BTC200703|1593561769833|sell|1450|9062.71|0'],
    ],
  },
  {
    file: 'htx/ws-coinm-swap-liquidation_orders-buy.json',
    // 231 contracts of 10 USD at 229.95.
    events: [['ETH', 'short', 10.0456621, 2310, 1593610492167, 'ETH-USD|1593610492167|buy|231|229.95|0']],
  },
  {
    file: 'htx/ws-linear-swap-liquidation_orders.json',
    events: [['BTC', 'long', 0.227, 5300.5635, 1608226502284, 'BTC-USDT|1608226502284|sell|227|23350.5|0']],
  },
  {
    file: 'kraken/ws-trade-liquidation-buy.json',
    events: [['ETH', 'short', 1.079447323, 250, 1593620853613, 'e7f3a144-5c04-4ed6-999e-5922cd0b6160']],
  },
  {
    file: 'lighter/ws-trade-liquidation.json',
    events: [['BTC', 'short', 0.01664, 1258.030592, 1776687656653, '18237797923']],
  },
  {
    file: 'okx/rest-derived-liquidations-2021-tardis-generated.json',
    size: 0.01,
    events: [
      ['BTC', 'short', 0.4, 19869.68, 1640140211925, 'BTC-USDT-211231|1640140211925|short|40|49674.2|0'],
    ],
  },
  {
    file: 'okx/ws-liquidation-orders-swap.json',
    size: 1000,
    events: [
      ['IOST', 'short', 13000, 101.803, 1692266434010, 'IOST-USDT-SWAP|1692266434010|short|13|0.007831|0'],
    ],
  },
];

test.skipIf(!recorded).each(EVENTS)(
  `$file holds what was worked out by hand${about}`,
  async ({ file, size, events }) => {
    const { liquidations, rejects } = await read(file, size);
    expect(rejects).toEqual([]);
    expect(liquidations.map(({ symbol, side, time, id }) => [symbol, side, time, id])).toEqual(
      events.map(([symbol, side, , , time, id]) => [symbol, side, time, id]),
    );
    events.forEach(([, , quantity, notionalUsd], i) => {
      expect((liquidations[i]?.quantity ?? 0) / quantity).toBeCloseTo(1, 8);
      expect((liquidations[i]?.notionalUsd ?? 0) / notionalUsd).toBeCloseTo(1, 8);
    });
  },
);

/** Excerpts that are no whole message: they must say so. */
const UNREADABLE = [
  'kraken/rest-executions-liquidation-excerpt.txt',
  'kraken/rest-instruments-marginLevels.txt',
];
/** Messages of the remaining files are market data, acknowledgements, or triggers whose execution comes by itself. */
const others = recorded
  ? globSync('*/*', { cwd: samples }).filter(
      file =>
        adapterOf(dirname(file))?.liquidations &&
        !EVENTS.some(event => event.file === file) &&
        !UNREADABLE.includes(file),
    )
  : [];

test.skipIf(!recorded)(
  `every other recorded message holds no liquidation and is no reject${about}`,
  async () => {
    expect(others.length).toBeGreaterThan(30);
    for (const file of others) {
      const { liquidations, rejects } = await read(file, 1);
      expect({ file, liquidations, rejects }).toEqual({ file, liquidations: [], rejects: [] });
    }
  },
);

test.skipIf(!recorded).each(UNREADABLE)(`%s is an excerpt and is rejected${about}`, async file => {
  expect((await read(file)).rejects).toHaveLength(1);
});
