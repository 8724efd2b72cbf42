import type { LiquidationExchange } from '../../../schema/exchange.ts';
import type { Venue } from '../venue.ts';
import { aster } from './aster.ts';
import { binance } from './binance.ts';
import { bitfinex } from './bitfinex.ts';
import { bitget } from './bitget.ts';
import { bybit } from './bybit.ts';
import { coinex } from './coinex.ts';
import { deribit } from './deribit.ts';
import { dydx } from './dydx.ts';
import { gate } from './gate.ts';
import { htx } from './htx.ts';
import { kraken } from './kraken.ts';
import { lighter } from './lighter.ts';
import { okx } from './okx.ts';

/** The venues whose languages the simulator speaks: all that publish liquidations. */
export const VENUES: readonly Venue[] = Object.values({
  binance,
  bybit,
  okx,
  gate,
  htx,
  deribit,
  kraken,
  dydx,
  bitget,
  bitfinex,
  coinex,
  aster,
  lighter,
} satisfies Record<LiquidationExchange, Venue>);
