import { contractName } from '../../schema/contract-name.ts';
import type { Contract } from './contract.ts';

/**
 * USD-M: `BTCUSDT`, `BTCUSDT_260327`, base units of a contract quoted in dollars. COIN-M carries an underscore and its
 * events the pair (`BTCUSD_PERP`, `BTCUSD_260327`): 100 USD of BTC, 10 USD of any other coin a contract (dapi
 * exchangeInfo, contractSize). Quarterlies quoted in BUSD looked alike, but belonged to USD-M, whose events have no pair.
 */
export function binanceContract(instrument: string, pair: string | undefined): Contract {
  const name = contractName(instrument, 'binance', { plain: pair !== undefined });
  if (!name) throw new Error(`binance ${instrument}: expected a symbol that ends in its quote`);
  const contract = { instrument, ...name };
  return name.kind === 'linear' ? contract : { ...contract, unit: name.symbol === 'BTC' ? 100 : 10 };
}
