import type { Exchange } from '../../../schema/exchange.ts';
import type { MarginTier } from '../../../schema/market.ts';
import type { Rows } from '../../../workers/exchange/market-data.ts';
import { marketOf } from '../exchange.ts';
import { contractsOf, nameOf, type Row } from './told.ts';

/** How a venue tells margin tiers: the i-th of a contract, and what is around those of some contracts. */
export type ToldTiers = {
  tier: (i: number) => Record<string, unknown>;
  /** Keys of a tier by what they mean. */
  fields: Readonly<Record<string, string>>;
  /** The tiers of A0, A1, …; of venues that are asked contract by contract the first one's. */
  answer: (tiers: readonly (readonly Row[])[], exchange: Exchange) => unknown;
  /** Tiers that a contract has, where it is not three. */
  count?: number;
};

const rate = (i: number) => 0.005 * (i + 1);
const leverage = (i: number) => 100 / (i + 1);

/** Three tiers from 0, 1,000 and 2,000 USD at 0.5, 1 and 1.5 %; a coin is 2 USD. */
const TIERS: Partial<Record<Exchange, ToldTiers>> = {
  binance: {
    tier: i => ({
      bracketNotionalCap: 1_000 * (i + 1),
      bracketMaintenanceMarginRate: rate(i),
      maxOpenPosLeverage: leverage(i),
    }),
    fields: {
      notional: 'bracketNotionalCap',
      rate: 'bracketMaintenanceMarginRate',
      leverage: 'maxOpenPosLeverage',
    },
    answer: (tiers, exchange) => ({
      data: { brackets: tiers.map((riskBrackets, i) => ({ symbol: nameOf(exchange, i), riskBrackets })) },
    }),
  },
  bybit: {
    tier: i => ({
      ...{ riskLimitValue: `${1_000 * (i + 1)}`, maintenanceMargin: `${rate(i)}` },
      maxLeverage: `${leverage(i)}`,
    }),
    fields: { notional: 'riskLimitValue', rate: 'maintenanceMargin', leverage: 'maxLeverage' },
    answer: (tiers, exchange) => ({
      retCode: 0,
      result: {
        list: tiers.flatMap((own, i) => own.map(tier => ({ symbol: nameOf(exchange, i), ...tier }))),
      },
    }),
  },
  okx: {
    tier: i => ({ minSz: `${500 * i}`, mmr: `${rate(i)}`, maxLever: `${leverage(i)}` }),
    fields: { notional: 'minSz', rate: 'mmr', leverage: 'maxLever' },
    answer: ([own]) => ({ code: '0', data: own }),
  },
  gate: {
    tier: i => ({
      risk_limit: `${1_000 * (i + 1)}`,
      maintenance_rate: `${rate(i)}`,
      leverage_max: `${leverage(i)}`,
    }),
    fields: { notional: 'risk_limit', rate: 'maintenance_rate', leverage: 'leverage_max' },
    answer: ([own]) => own,
  },
  bitget: {
    tier: i => ({ startUnit: `${1_000 * i}`, keepMarginRate: `${rate(i)}`, leverage: `${leverage(i)}` }),
    fields: { notional: 'startUnit', rate: 'keepMarginRate', leverage: 'leverage' },
    answer: ([own]) => ({ code: '00000', data: own }),
  },
  kraken: {
    tier: i => ({ numNonContractUnits: 1_000 * i, initialMargin: 2 * rate(i), maintenanceMargin: rate(i) }),
    fields: { notional: 'numNonContractUnits', rate: 'maintenanceMargin', margin: 'initialMargin' },
    answer: (tiers, exchange) => ({
      result: 'success',
      instruments: tiers.map((marginLevels, i) => ({
        symbol: nameOf(exchange, i),
        tradeable: true,
        marginLevels,
      })),
    }),
  },
  dydx: {
    tier: () => ({ initialMarginFraction: '0.01', maintenanceMarginFraction: '0.005' }),
    fields: { rate: 'maintenanceMarginFraction', margin: 'initialMarginFraction' },
    answer: (tiers, exchange) => ({
      markets: { ...tiers.map((own, i) => ({ ticker: nameOf(exchange, i), ...own[1] })) },
    }),
    count: 1,
  },
  coinex: {
    tier: i => ({
      amount: `${500 * (i + 1)}`,
      leverage: `${leverage(i)}`,
      maintenance_margin_rate: `${rate(i)}`,
    }),
    fields: { notional: 'amount', rate: 'maintenance_margin_rate', leverage: 'leverage' },
    answer: (tiers, exchange) => ({
      code: 0,
      data: tiers.map((level, i) => ({ market: nameOf(exchange, i), level })),
    }),
  },
  hyperliquid: {
    tier: i => ({ lowerBound: `${1_000 * i}`, maxLeverage: leverage(i) }),
    fields: { notional: 'lowerBound', leverage: 'maxLeverage' },
    answer: (tiers, exchange) => [
      {
        universe: tiers.map((_, i) => ({ name: nameOf(exchange, i), marginTableId: 50 + i })),
        marginTables: tiers.map((marginTiers, i) => [50 + i, { marginTiers }]),
      },
      tiers.map(() => ({})),
    ],
  },
  kucoin: {
    tier: i => ({ minRiskLimit: 1_000 * i, maintainMargin: rate(i), maxLeverage: leverage(i) }),
    fields: { notional: 'minRiskLimit', rate: 'maintainMargin', leverage: 'maxLeverage' },
    answer: ([own]) => ({ code: '200000', data: own }),
  },
  mexc: {
    tier: () => ({
      ...{ riskBaseVol: 500, riskIncrVol: 500, riskIncrMmr: 0.005, riskIncrImr: 0.01, riskLevelLimit: 3 },
      ...{ maintenanceMarginRate: 0.005, initialMarginRate: 0.01 },
    }),
    fields: {
      ...{ notional: 'riskBaseVol', rate: 'maintenanceMarginRate', margin: 'initialMarginRate' },
      levels: 'riskLevelLimit',
    },
    answer: (tiers, exchange) => ({
      success: true,
      data: tiers.map((own, i) => ({ symbol: nameOf(exchange, i), ...own[1] })),
    }),
  },
};
TIERS.aster = TIERS.binance as ToldTiers;

export type TierShape = ToldTiers & {
  exchange: Exchange;
  /** How many contracts one answer tells of. */
  contracts: number;
  read: (text: string) => Rows<MarginTier>;
};

/** Every venue's margin tiers. */
export const TIER_SHAPES: readonly TierShape[] = (Object.entries(TIERS) as [Exchange, ToldTiers][]).map(
  ([exchange, told]) => {
    const source = marketOf(exchange).marginTiers;
    if (!source) throw new Error(`${exchange}: expected an adapter that reads margin tiers`);
    const instruments = contractsOf(exchange);
    const [instrument] = instruments;
    const ask = { instruments, ...(instrument && { instrument }), priceOf: () => 2 };
    const contracts = source.scope === 'market' ? 3 : 1;
    return { exchange, ...told, contracts, read: text => source.read(text, ask) };
  },
);
