import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { HOUR } from '../../../schema/range.ts';
import type { LiqHeatmap } from '../../../widget/liq-heatmap.ts';
import { START, sampleHeatmap, sampleHistory } from '../sample.ts';
import { has, mount, part, sampleData, settled, until } from '../stage.ts';

async function focused(data = sampleData()): Promise<LiqHeatmap> {
  const element = await mount({ data, controls: 'always', locale: 'en' });
  await until('the controls', () => part(element, '#controls').childElementCount > 0);
  part(element, '.plots').focus();
  return element;
}

const said = (element: LiqHeatmap) => part(element, '#said').textContent.replace(/\s+/g, ' ');

test('arrows walk from the newest column and its close, and the place is spoken', async () => {
  const element = await focused();
  await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
  // The first key stands on the newest column, 23:00; the second goes one hour back.
  await until('words', () => said(element).includes('Mar 1, 22:00 UTC'));
  await userEvent.keyboard('{ArrowUp}{ArrowUp}{ArrowUp}{ArrowUp}{ArrowUp}');
  // From level 19 (82 · 1.01^19.9 = 100) five up is level 24; the shorts stand on level 25.
  await userEvent.keyboard('{ArrowUp}');
  await until('the shorts', () => said(element).includes('$8M shorts, modelled'));
  expect(said(element)).toContain('Liquidated (observed): longs $1M, shorts $2M');
});

test('Home and End go to the first and the last column', async () => {
  const element = await focused();
  const places: { time: number }[] = [];
  element.addEventListener('liq-hover', event => places.push((event as CustomEvent).detail));
  await userEvent.keyboard('{ArrowLeft}{Home}');
  expect(places.at(-1)?.time).toBe(START);
  await userEvent.keyboard('{End}');
  expect(places.at(-1)?.time).toBe(START + 23 * HOUR);
});

test('Enter keeps a place and tells the page, Escape lets go', async () => {
  const element = await focused();
  const selected = vi.fn();
  element.addEventListener('liq-select', selected);
  await userEvent.keyboard('{ArrowLeft}{Enter}');
  expect(selected).toHaveBeenCalledTimes(1);
  await userEvent.keyboard('{Escape}');
  await until('no tooltip', () => !part(element, '.tooltip').classList.contains('on'));
});

test('T opens the numbers as a table in pages of 25, and Escape gives the focus back', async () => {
  const element = await focused();
  await userEvent.keyboard('t');
  await until('a table', () => has(element, 'table'));
  // Standing now: level 25 with shorts and level 12 with longs.
  const rows = [...(element.shadowRoot?.querySelectorAll('tbody tr') ?? [])].map(row =>
    [...row.children].map(cell => cell.textContent),
  );
  expect(rows).toEqual([
    ['105.68', '+5.7%', 'shorts', '$8M'],
    ['92.86', '-7.1%', 'longs', '$5M'],
  ]);
  await userEvent.keyboard('{Escape}');
  expect(has(element, 'table')).toBe(false);
  expect(element.shadowRoot?.activeElement).toBe(part(element, '.plots'));
});

test('the table of bars says the time they sum, and of a bar how much of it was seen', async () => {
  const history = sampleHistory({ to: START + 23.5 * HOUR });
  const running = history.bars.at(-1);
  if (running) running.covered = 0.5;
  const element = await focused({ heatmap: sampleHeatmap(), history });
  await userEvent.keyboard('t');
  await until('a table', () => has(element, 'table'));
  const [, bars] = element.shadowRoot?.querySelectorAll<HTMLElement>('[part=table] .row button') ?? [];
  bars?.click();
  await until('the bars', () => /Liquidated/.test(part(element, 'caption').textContent));
  expect(part(element, 'caption').textContent).toBe('Liquidated (observed), Mar 1, 00:00 – Mar 1, 23:30 UTC');
  const heads = [...(element.shadowRoot?.querySelectorAll('tbody th') ?? [])].map(cell => cell.textContent);
  expect(heads.slice(0, 2)).toEqual(['Mar 1, 23:00 · 50% seen', 'Mar 1, 22:00']);
});

test('plus zooms in and 0 shows all', async () => {
  const element = await focused();
  const views: unknown[] = [];
  element.addEventListener('liq-range-change', event => views.push((event as CustomEvent).detail));
  await userEvent.keyboard('+0');
  expect(views).toEqual([expect.objectContaining({ from: expect.any(Number) }), null]);
});

test('keys stop working, and nothing is thrown, when the element is removed', async () => {
  const element = await focused();
  element.remove();
  await settled(element);
  element.shadowRoot
    ?.querySelector('.plots')
    ?.dispatchEvent(new KeyboardEvent('keydown', { key: 't', bubbles: true }));
  expect(has(element, 'table')).toBe(false);
});
