import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coinOf, readContractName } from '../../../schema/contract-name.ts';
import type { Exchange } from '../../../schema/exchange.ts';
import { binanceContract } from '../../../workers/exchange/binance.ts';
import { bitfinexContract } from '../../../workers/exchange/bitfinex-market.ts';
import { bitgetContract } from '../../../workers/exchange/bitget-market.ts';
import { bybitContract } from '../../../workers/exchange/bybit-market.ts';
import { coinexContract } from '../../../workers/exchange/coinex-market.ts';
import { type Contract, namedContract } from '../../../workers/exchange/contract.ts';
import { deribitContract } from '../../../workers/exchange/deribit-market.ts';
import { dydxContract } from '../../../workers/exchange/dydx-market.ts';
import { gateContract } from '../../../workers/exchange/gate-market.ts';
import { htxContract } from '../../../workers/exchange/htx-market.ts';
import { krakenContract } from '../../../workers/exchange/kraken-market.ts';
import { okxContract } from '../../../workers/exchange/okx-market.ts';
import { nameMarket } from '../../../workers/ingest/history/name-market.ts';
import { contractNames } from '../../support/contract-names.ts';

const bySource = (exchange: Exchange) => (name: string) => namedContract(exchange, name, name);

/** How the adapter of each venue reads a name; others tell base and quote beside it. */
const ADAPTERS: Record<Exchange, (name: string) => Contract | undefined> = {
  binance: name => binanceContract(name, undefined),
  bybit: bybitContract,
  okx: okxContract,
  gate: gateContract,
  htx: htxContract,
  bitget: bitgetContract,
  bitfinex: bitfinexContract,
  deribit: deribitContract,
  kraken: krakenContract,
  dydx: dydxContract,
  coinex: coinexContract,
  aster: bySource('aster'),
  lighter: bySource('lighter'),
  hyperliquid: bySource('hyperliquid'),
  kucoin: bySource('kucoin'),
  mexc: bySource('mexc'),
  aggregate: bySource('aggregate'),
  simulated: bySource('simulated'),
};

test.each(contractNames())(
  '%s: %s is the same to its adapter, to an import and to whoever pastes it',
  (exchange, name, expected) => {
    const { symbol, scale } = expected;
    expect(ADAPTERS[exchange](name)).toMatchObject(expected);
    expect(readContractName(name)).toMatchObject({ symbol, scale });
    const file = `${exchange}-${name}-1h-2024-01-01.csv`;
    if (expected.quote === 'BTC') expect(() => nameMarket(file)).toThrow('expected a name like BTCUSDT');
    else expect(nameMarket(file)).toMatchObject({ exchange, symbol, scale });
  },
);

const BITFINEX = (base: string) => `t${base}F0:USTF0`;

/** How one contract is written, quoted in USDT and USDC. */
const FORMS: ((base: string) => string)[] = [
  base => `${base}USDT`,
  base => `${base}-USDC`,
  base => `${base}_USDT`,
  base => `${base}/USDT:USDT`,
  base => `${base}/USDC:USDC-260327`,
  base => `BINANCE:${base}USDT.P`,
  base => `${base}-USDT-SWAP`,
  base => `${base}-USDT-260327`,
  base => `${base}USDT_260327`,
  base => `${base}USDT-27MAR26`,
  base => `${base}USDTM`,
  base => `${base}_USDC-PERPETUAL`,
  BITFINEX,
];

test('any coin is the same in every form, with any unit and in any case', () => {
  const bases = fc
    .tuple(fc.constantFrom('', '1000', '10000', '1000000', '1M'), fc.stringMatching(/^[A-Z]{2,8}$/))
    .map(parts => parts.join(''));
  fc.assert(
    fc.property(bases, fc.constantFrom(...FORMS), (base, form) => {
      // Bitfinex's own abbreviations are other coins in its form alone.
      fc.pre(!(form === BITFINEX && /(ALG|ATO|DSH|IOT|QTM)$/.test(base)));
      const expected = coinOf(base);
      expect(readContractName(form(base))).toMatchObject(expected);
      expect(readContractName(form(base).toLowerCase())).toMatchObject(expected);
    }),
    { numRuns: 2_000 },
  );
});
