import type { Venue } from '../venue.ts';
import { binance } from './binance.ts';
import { bybit } from './bybit.ts';
import { deribit } from './deribit.ts';
import { dydx } from './dydx.ts';
import { gate } from './gate.ts';
import { htx } from './htx.ts';
import { kraken } from './kraken.ts';
import { okx } from './okx.ts';

/** The venues whose languages the simulator speaks. */
export const VENUES: readonly Venue[] = [binance, bybit, okx, gate, htx, deribit, kraken, dydx];
