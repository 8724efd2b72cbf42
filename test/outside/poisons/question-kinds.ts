import type { Instrument } from '../../../schema/market.ts';
import type { HttpRequest } from '../../../workers/exchange/adapter.ts';
import { marketOf } from '../../support/exchange.ts';

/** What of a market a REST answer tells. */
export const KINDS = [
  'instruments',
  'candles',
  'openInterest',
  'openInterestHistory',
  'accountRatios',
  'marginTiers',
] as const;
export type Kind = (typeof KINDS)[number];

const NOW = Date.UTC(2026, 0);

/** What a venue is asked for by a path; several where one answer tells several things. */
export function kindsByPath(exchange: string, instruments: readonly Instrument[]): Map<string, Set<Kind>> {
  const market = marketOf(exchange);
  const kinds = new Map<string, Set<Kind>>();
  const note = (kind: Kind, { url }: HttpRequest) => {
    const { pathname } = new URL(url);
    kinds.set(pathname, (kinds.get(pathname) ?? new Set<Kind>()).add(kind));
  };
  for (const question of market.instruments) note('instruments', question.request({}));
  for (const instrument of instruments) {
    const asked = { instruments, instrument, now: NOW, priceOf: () => 1 };
    if (market.openInterest)
      for (const part of market.openInterest.parts ?? [''])
        note('openInterest', market.openInterest.request(part === '' ? asked : { ...asked, part }));
    if (market.marginTiers) note('marginTiers', market.marginTiers.request(asked));
    for (const kind of ['candles', 'openInterestHistory', 'accountRatios'] as const) {
      const series = market[kind];
      if (!series || series.covers?.(instrument) === false) continue;
      // Some venues have the step in the path.
      for (const step of series.steps)
        note(kind, series.request({ instrument, step, from: NOW, to: NOW + step, priceAt: () => 1 }));
    }
  }
  return kinds;
}
