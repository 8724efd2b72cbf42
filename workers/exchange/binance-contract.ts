import { venueContract } from '../../schema/venue-contract.ts';
import type { Contract } from './contract.ts';

/**
 * USD-M: `BTCUSDT`, `BTCUSDT_260327`, base units of a contract quoted in dollars. COIN-M carries an underscore and its
 * events the pair (`BTCUSD_PERP`, `BTCUSD_260327`): 100 USD of BTC, 10 USD of any other coin a contract (dapi
 * exchangeInfo, contractSize). Quarterlies in BUSD looked alike, but belonged to USD-M, whose events have no pair.
 */
export function binanceContract(instrument: string, pair: string | undefined): Contract {
  const named = venueContract('binance', instrument, pair !== undefined);
  if (!named) throw new Error(`binance ${instrument}: expected a symbol that ends in its quote`);
  const { symbol, scale, quote, kind } = named;
  const contract = { instrument, symbol, scale, quote, kind };
  return kind === 'linear' ? contract : { ...contract, unit: symbol === 'BTC' ? 100 : 10 };
}
