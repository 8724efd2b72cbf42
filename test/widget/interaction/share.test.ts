import { afterEach, expect, test } from 'vitest';
import type { Host } from '../../../widget/host.ts';
import { sharedState, shareUrl } from '../../../widget/interaction/share.ts';
import { START } from '../sample.ts';
import { mount, sampleData, until } from '../stage.ts';

afterEach(() => history.replaceState(null, '', location.pathname + location.search));

test('a link brings another reader to the same place', async () => {
  location.hash = `#liq=${encodeURIComponent(`palette=mono&time=${START},${START + 36e5 * 10}&price=95,105`)}`;
  const views: unknown[] = [];
  const note = (event: Event) => views.push((event as CustomEvent).detail);
  document.addEventListener('liq-range-change', note);
  const element = await mount({ data: sampleData() });
  await until('the view', () => views.length > 0);
  expect(element.palette).toBe('mono');
  expect(views[0]).toMatchObject({ from: START, to: START + 36e5 * 10 });
  document.removeEventListener('liq-range-change', note);
});

test('a link carries all that was chosen of what is shown, and nothing else', async () => {
  const shared = {
    symbol: 'ETH',
    range: '30d',
    exchange: 'okx',
    interval: '4h',
    leverage: 'from50',
    view: 'heatmap map',
    palette: 'mono',
    scale: 'linear',
    side: 'long',
    'min-intensity': '1000000',
    'max-intensity': '50000000',
  };
  const kept = { position: 'long 60000 20x', theme: 'dark', locale: 'fr', endpoint: 'https://x.example' };
  const element = await mount({ data: sampleData() });
  for (const [name, value] of Object.entries({ ...shared, ...kept })) element.setAttribute(name, value);
  const { hash } = new URL(shareUrl({ element, frame: () => undefined } as unknown as Host));
  expect(sharedState(hash, { id: '' })).toEqual({ attributes: shared, view: undefined });
});

test('a link for one element leaves another alone', () => {
  const hash = `#liq=${encodeURIComponent('id=first&symbol=ETH')}`;
  expect(sharedState(hash, { id: 'second' })).toBeUndefined();
  expect(sharedState(hash, { id: 'first' })?.attributes).toEqual({ symbol: 'ETH' });
});

test('nonsense in a hash is no state', () => {
  expect(sharedState('#chapter-2', { id: '' })).toBeUndefined();
  expect(sharedState('#liq=time%3Dx%2Cy', { id: '' })).toEqual({ attributes: {}, view: undefined });
});
