import { describe, expect, test } from 'vitest';
import { readContractName } from '../../../schema/contract-name.ts';
import type { Exchange } from '../../../schema/exchange.ts';
import { bitfinexContract } from '../../../workers/exchange/bitfinex-contract.ts';
import { bitgetContract } from '../../../workers/exchange/bitget-contract.ts';
import { bybitContract } from '../../../workers/exchange/bybit-contract.ts';
import { coinexContract } from '../../../workers/exchange/coinex-contract.ts';
import type { Contract } from '../../../workers/exchange/contract.ts';
import { deribitContract } from '../../../workers/exchange/deribit-contract.ts';
import { dydxContract } from '../../../workers/exchange/dydx-contract.ts';
import { linearContract } from '../../../workers/exchange/force-order.ts';
import { gateContract } from '../../../workers/exchange/gate-contract.ts';
import { htxContract } from '../../../workers/exchange/htx-contract.ts';
import { krakenContract } from '../../../workers/exchange/kraken-contract.ts';
import { okxContract } from '../../../workers/exchange/okx-contract.ts';
import { nameMarket } from '../../../workers/ingest/history/name-market.ts';

/** Real names, and how each venue's adapter reads them. */
const VENUES: [Exchange, (name: string) => Contract | undefined, string[]][] = [
  [
    'binance',
    name => linearContract('binance', name),
    [
      'BTCUSDT',
      'BTCFDUSD',
      'BTCBUSD',
      '1000XUSDT',
      '1000PEPEUSDT',
      '1MBABYDOGEUSDT',
      'TUSDT',
      'ETHUSDT_260327',
    ],
  ],
  ['aster', name => linearContract('aster', name), ['ASTERUSDT', '1000SHIBUSDT', 'BTCUSD1']],
  [
    'bybit',
    bybitContract,
    ['DOTUSD', 'ARBUSD', 'BTCUSDH26', 'SHIB1000USDT', 'BTCPERP', 'BTC-27MAR26', 'BTCUSDT-27MAR26'],
  ],
  ['bitget', bitgetContract, ['BTCUSDT', 'BTCPERP', 'BTCUSD', 'ETHUSDH26', '1000BONKUSDT']],
  ['bitfinex', bitfinexContract, ['tBTCF0:USTF0', 'tIOTF0:USTF0', 'tALGF0:USTF0']],
  ['coinex', coinexContract, ['BTCUSDT', 'BTCUSD', '1000SHIBUSDT']],
  ['deribit', deribitContract, ['BTC-PERPETUAL', 'ETH-27MAR26', 'SOL_USDC-PERPETUAL']],
  ['dydx', dydxContract, ['BTC-USD', 'FLOKI,UNISWAP_V3,0XCF0C-USD']],
  ['gate', gateContract, ['BTC_USDT', 'BTC_USD', 'BTC_USDT_20260327', '币安人生_USDT']],
  ['htx', htxContract, ['BTC-USDT', 'ETH-USD', 'BTC-USDT-260327', 'BTC200703']],
  ['kraken', krakenContract, ['PF_XBTUSD', 'PI_XBTUSD', 'FI_ETHUSD_260327', 'PF_XDGUSD']],
  ['okx', okxContract, ['BTC-USDT-SWAP', 'BTC-USD-SWAP', 'BTC-USD_UM-SWAP', 'BTC-USDT-260327']],
];

describe.each(VENUES)('%s', (exchange, contractOf, names) => {
  test.each(names)('%s is the same coin to its adapter, to an import and to whoever pastes it', name => {
    const contract = contractOf(name);
    const read = readContractName(name);
    expect(read.symbol).toBe(contract?.symbol);
    expect(read.scale).toBe(contract?.scale);
    expect(nameMarket(`${exchange}-${name}-1h-2026-01-01.csv`).instrument).toMatchObject({
      symbol: contract?.symbol,
      contractSize: contract?.scale,
    });
    if (read.quote !== undefined) expect(read.quote).toBe(contract?.quote);
  });
});
