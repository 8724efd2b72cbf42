import type { View } from '../chart/frame.ts';
import type { Host } from '../host.ts';
import { attributeOf, propertiesThat } from '../surface/properties.ts';

const PREFIX = '#liq=';
const SHARED = propertiesThat('shared').map(attributeOf);

/** The page's address with what is shown in its hash. The reader's own position is left out. */
export function shareUrl(host: Host): string {
  const query = new URLSearchParams();
  for (const name of SHARED) {
    const value = host.element.getAttribute(name);
    if (value && value !== '0') query.set(name, value);
  }
  if (host.element.id) query.set('id', host.element.id);
  const view = host.frame()?.view;
  if (view) {
    query.set('time', `${Math.round(view.from)},${Math.round(view.to)}`);
    query.set('price', `${Math.exp(view.low).toPrecision(7)},${Math.exp(view.high).toPrecision(7)}`);
  }
  return `${location.href.replace(/#.*/, '')}${PREFIX}${encodeURIComponent(query.toString())}`;
}

/** Reads such a hash; undefined where it is none, or is another element's. */
export function sharedState(
  hash: string,
  element: { id: string },
): { attributes: Record<string, string>; view: View | undefined } | undefined {
  if (!hash.startsWith(PREFIX)) return undefined;
  const query = new URLSearchParams(decodeURIComponent(hash.slice(PREFIX.length)));
  if ((query.get('id') ?? '') !== element.id) return undefined;
  const attributes: Record<string, string> = {};
  for (const name of SHARED) {
    const value = query.get(name);
    if (value) attributes[name] = value;
  }
  const [from = Number.NaN, to = Number.NaN] = (query.get('time') ?? '').split(',').map(Number);
  const [low = Number.NaN, high = Number.NaN] = (query.get('price') ?? '').split(',').map(Number);
  const known = to > from && high > low && low > 0;
  return { attributes, view: known ? { from, to, low: Math.log(low), high: Math.log(high) } : undefined };
}
