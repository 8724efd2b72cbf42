import type { Exchange } from '../../schema/exchange.ts';
import type { Completeness } from '../../schema/reporting-share.ts';
import { adapterOf } from '../exchange/index.ts';

/** What an exchange says of its own reports. The built-in market reports all it liquidates. */
export const completenessOf = (exchange: Exchange): Completeness =>
  exchange === 'simulated' ? 'full' : (adapterOf(exchange)?.liquidations?.completeness ?? 'unknown');
