import { VENUES } from '../../schema/exchange.ts';
import type { Env } from '../env.ts';
import type { Adapter } from '../exchange/adapter.ts';
import { ADAPTERS, adapterOf } from '../exchange/index.ts';

/** The ten largest markets in futures. */
export const DEFAULT_SYMBOLS = [
  'BTC',
  'ETH',
  'SOL',
  'XRP',
  'DOGE',
  'BNB',
  'ADA',
  'LINK',
  'AVAX',
  'SUI',
] as const;

/** The symbols whose candles, open interest and ratios are followed. Liquidations are taken of all. */
export const followedSymbols = ({ SYMBOLS }: Pick<Env, 'SYMBOLS'>): readonly string[] =>
  listOf(SYMBOLS?.toUpperCase()) ?? DEFAULT_SYMBOLS;

/** The exchanges to ask from this Worker; a name that is no exchange throws. None in a simulation or a replay. */
export function followedAdapters({ MODE, EXCHANGES }: Pick<Env, 'MODE' | 'EXCHANGES'>): Adapter[] {
  if (MODE !== 'live') return [];
  const adapters: Adapter[] = Object.values(ADAPTERS);
  const names = listOf(EXCHANGES);
  return names ? namedAdapters(names) : adapters.filter(({ access }) => access.cloudflare !== 'refused');
}

export function namedAdapters(names: readonly string[]): Adapter[] {
  return names.map(name => {
    const adapter = adapterOf(name);
    if (adapter) return adapter;
    throw new Error(`exchanges: expected some of ${VENUES.join(', ')}, got ${JSON.stringify(name)}`);
  });
}

/** The parts of a list separated by commas; undefined for an absent or empty one. */
export function listOf(text: string | undefined): string[] | undefined {
  const parts = (text ?? '').split(',').map(part => part.trim());
  const named = parts.filter(part => part !== '');
  return named.length > 0 ? named : undefined;
}
