import { MINUTE } from '../../schema/range.ts';
import type { Adapter } from './adapter.ts';
import { type Contract, namedContract } from './contract.ts';
import { isObject, listOf, objectOf, type Raw, type RawObject, textOf } from './json.ts';
import type { MarketData } from './market-data.ts';
import { rowsOf } from './market-rows.ts';
import { numberOf } from './number.ts';
import { post } from './request.ts';
import { answerOf, candleOf, instrumentOf, tiersOf } from './series.ts';
import { stepName, stepNames, stepsOf } from './steps.ts';

/**
 * Hyperliquid publishes no liquidations market-wide and its trades do not mark them: market data only.
 * https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/info-endpoint
 */
const INFO = 'https://api.hyperliquid.xyz/info';

const INTERVALS = stepNames('1m 5m 15m 30m 1h 2h 4h 12h 1d');

const contexts = () => post(INFO, { type: 'metaAndAssetCtxs' }, 20);

const market: MarketData = {
  instruments: [
    {
      request: contexts,
      read: text =>
        rowsOf.instruments('hyperliquid', universeOf(text), raw => {
          const { coin } = coinOfRow(raw);
          if (coin.isDelisted === true) return undefined;
          return instrumentOf('hyperliquid', contractOfCoin(nameOf(coin)), 1);
        }),
    },
  ],
  candles: {
    steps: stepsOf(INTERVALS),
    pageSize: 5_000,
    request: ({ instrument, step, from, to }) => {
      const interval = stepName('hyperliquid', INTERVALS, step);
      const req = { coin: instrument.instrument, interval, startTime: from, endTime: to - 1 };
      return post(INFO, { type: 'candleSnapshot', req }, 20);
    },
    read: (text, ask) => {
      const { scale } = contractOfCoin(ask.instrument.instrument);
      return rowsOf.candles(ask, listOf(answerOf('hyperliquid', text), 'hyperliquid candles'), raw => {
        const { t: time, o: open, h: high, l: low, c: close, v } = objectOf(raw, 'hyperliquid candles');
        const volume = numberOf(v, 'hyperliquid v') * scale;
        return candleOf('hyperliquid', { time, open, high, low, close }, { step: ask.step, scale, volume });
      });
    },
  },
  openInterest: {
    scope: 'market',
    request: contexts,
    read: (text, { instruments, now }) => {
      const known = new Set(instruments.map(({ instrument }) => instrument));
      return rowsOf.standing('hyperliquid', universeOf(text), raw => {
        const { coin, context } = coinOfRow(raw);
        const instrument = nameOf(coin);
        if (!known.has(instrument)) return undefined;
        const reported = numberOf(
          objectOf(context, 'hyperliquid contexts').openInterest,
          'hyperliquid openInterest',
        );
        return { instrument, time: now, openInterest: reported * contractOfCoin(instrument).scale };
      });
    },
  },
  marginTiers: {
    scope: 'market',
    request: contexts,
    read: text => {
      const tables = tablesOf(text);
      return rowsOf.tiers('hyperliquid', universeOf(text), raw => {
        const { coin } = coinOfRow(raw);
        const table = tables.get(String(coin.marginTableId));
        const tiers =
          table === undefined
            ? [{ minNotionalUsd: 0, maxLeverage: numberOf(coin.maxLeverage, 'hyperliquid maxLeverage') }]
            : stepsOfTable(table);
        return tiersOf('hyperliquid', nameOf(coin), tiers.map(withRate));
      });
    },
  },
};

export const hyperliquid: Adapter = {
  exchange: 'hyperliquid',
  access: { cloudflare: 'accepted' },
  limit: { budget: 1_200, per: MINUTE },
  market,
};

/** Maintenance margin is half of the initial margin at the highest leverage. */
const withRate = (tier: { minNotionalUsd: number; maxLeverage: number }) => ({
  ...tier,
  maintenanceMarginRate: 1 / (2 * tier.maxLeverage),
});

const nameOf = (coin: RawObject): string => textOf(coin.name, 'hyperliquid name');

/** `BTC`; `kPEPE` counts thousands. */
const contractOfCoin = (instrument: string): Contract =>
  namedContract('hyperliquid', instrument, `hyperliquid name: expected a coin, got ${instrument}`);

/** The list of coins beside the list of their contexts, in pairs. */
function universeOf(text: string): [coin: Raw, context: Raw][] {
  const [meta, rows] = listOf(answerOf('hyperliquid', text), 'hyperliquid answer');
  const coins = listOf(objectOf(meta, 'hyperliquid meta').universe, 'hyperliquid universe');
  const contexts = listOf(rows, 'hyperliquid contexts');
  if (coins.length !== contexts.length) {
    throw new Error(`hyperliquid contexts: expected ${coins.length} as coins, got ${contexts.length}`);
  }
  return coins.map((coin, index) => [coin, contexts[index] as Raw]);
}

function coinOfRow(raw: Raw): { coin: RawObject; context: Raw | undefined } {
  const [coin, context] = listOf(raw, 'hyperliquid universe');
  return { coin: objectOf(coin, 'hyperliquid universe'), context };
}

/** Tables of tiers by their number. One that cannot be read is wrong for the coins that name it only. */
function tablesOf(text: string): Map<string, Raw> {
  const [meta] = listOf(answerOf('hyperliquid', text), 'hyperliquid answer');
  const tables: Raw[] = isObject(meta) && Array.isArray(meta.marginTables) ? meta.marginTables : [];
  return new Map(
    tables.flatMap(raw => {
      const [id, table = null] = Array.isArray(raw) ? raw : [];
      return typeof id === 'string' ? [[id, table]] : [];
    }),
  );
}

const stepsOfTable = (table: Raw) =>
  listOf(objectOf(table, 'hyperliquid marginTable').marginTiers, 'hyperliquid marginTiers').map(tier =>
    tierOf(objectOf(tier, 'hyperliquid marginTiers')),
  );

const tierOf = (tier: RawObject) => ({
  minNotionalUsd: numberOf(tier.lowerBound, 'hyperliquid lowerBound'),
  maxLeverage: numberOf(tier.maxLeverage, 'hyperliquid maxLeverage'),
});
