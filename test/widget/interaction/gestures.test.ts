import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { LiqHeatmap } from '../../../widget/liq-heatmap.ts';
import { mount, part, sampleData, settled, until } from '../stage.ts';

/** An element whose gestures have loaded, and what it tells of its view. */
async function handy(): Promise<{ element: LiqHeatmap; views: { from: number; to: number }[] }> {
  const element = await mount({ data: sampleData(), controls: 'always' });
  await until('the controls', () => part(element, '#controls').childElementCount > 0);
  const views: { from: number; to: number }[] = [];
  element.addEventListener('liq-range-change', event => views.push((event as CustomEvent).detail));
  return { element, views };
}

const over = (element: LiqHeatmap) => part(element, '.heat .u-over');

function wheel(element: LiqHeatmap, options: WheelEventInit): WheelEvent {
  const box = over(element).getBoundingClientRect();
  const event = new WheelEvent('wheel', {
    clientX: box.left + box.width / 2,
    clientY: box.top + box.height / 2,
    bubbles: true,
    composed: true,
    cancelable: true,
    ...options,
  });
  over(element).dispatchEvent(event);
  return event;
}

test('a plain wheel leaves the page its scrolling, one with Ctrl zooms in', async () => {
  const { element, views } = await handy();
  expect(wheel(element, { deltaY: -100 }).defaultPrevented).toBe(false);
  expect(views).toHaveLength(0);
  expect(wheel(element, { deltaY: -100, ctrlKey: true }).defaultPrevented).toBe(true);
  const first = views[0] as { from: number; to: number };
  expect(first.to - first.from).toBeLessThan(24 * 3_600_000);
});

test('a wheel zooms once the chart has focus', async () => {
  const { element, views } = await handy();
  part(element, '.plots').focus();
  expect(wheel(element, { deltaY: -100 }).defaultPrevented).toBe(true);
  expect(views).toHaveLength(1);
});

test('dragging moves through time, a double click shows all again', async () => {
  const { element, views } = await handy();
  wheel(element, { deltaY: -600, ctrlKey: true });
  const before = views.at(-1) as { from: number; to: number };
  const box = over(element).getBoundingClientRect();
  const at = (x: number) => ({
    clientX: box.left + x,
    clientY: box.top + 50,
    pointerId: 1,
    pointerType: 'mouse',
    bubbles: true,
    composed: true,
  });
  over(element).dispatchEvent(new PointerEvent('pointerdown', at(400)));
  over(element).dispatchEvent(new PointerEvent('pointermove', at(200)));
  over(element).dispatchEvent(new PointerEvent('pointerup', at(200)));
  const after = views.at(-1) as { from: number; to: number };
  expect(after.from).toBeGreaterThan(before.from);
  expect(after.to - after.from).toBeCloseTo(before.to - before.from, -2);
  over(element).dispatchEvent(new MouseEvent('dblclick', { bubbles: true, composed: true }));
  expect(views.at(-1)).toBeNull();
});

test('two fingers zoom, one finger points and never takes the scrolling up and down', async () => {
  const { element, views } = await handy();
  const box = over(element).getBoundingClientRect();
  const finger = (pointerId: number, x: number) => ({
    clientX: box.left + x,
    clientY: box.top + 60,
    pointerId,
    pointerType: 'touch',
    bubbles: true,
    composed: true,
  });
  over(element).dispatchEvent(new PointerEvent('pointerdown', finger(1, 300)));
  over(element).dispatchEvent(new PointerEvent('pointermove', finger(1, 320)));
  await until('a tooltip', () => part(element, '.tooltip').classList.contains('on'));
  expect(views).toHaveLength(0);
  over(element).dispatchEvent(new PointerEvent('pointerdown', finger(2, 420)));
  over(element).dispatchEvent(new PointerEvent('pointermove', finger(2, 620)));
  const view = views.at(-1) as { from: number; to: number };
  expect(view.to - view.from).toBeLessThan(24 * 3_600_000);
  expect(getComputedStyle(part(element, '.heat')).touchAction).toBe('pan-y');
});

test('a pinned crosshair stays at its place until Escape, wherever the mouse and the view go', async () => {
  const { element } = await handy();
  await userEvent.click(over(element), { position: { x: 200, y: 80 } });
  const line = () => part(element, '.heat .u-cursor-x').getBoundingClientRect().left;
  const below = () => part(element, '.bars .u-cursor-x').getBoundingClientRect().left;
  const before = line();
  const said = part(element, '.tooltip').textContent;
  const hovered = vi.fn();
  element.addEventListener('liq-hover', hovered);
  await userEvent.hover(over(element), { position: { x: 600, y: 120 } });
  await settled(element);
  expect([line(), below()]).toEqual([before, before]);
  element.data = sampleData();
  await settled(element);
  expect(line()).toBeCloseTo(before, 0);
  const box = over(element).getBoundingClientRect();
  wheel(element, { deltaY: -100, ctrlKey: true, clientX: box.left + 500 });
  await settled(element);
  // Its time lies left of the wheel's place, and moves away from it.
  expect(line()).toBeLessThan(before - 20);
  expect(part(element, '.tooltip').textContent).toBe(said);
  expect(hovered).not.toHaveBeenCalled();
  part(element, '.plots').focus();
  await userEvent.keyboard('{Escape}');
  expect(part(element, '.tooltip').classList.contains('on')).toBe(false);
  await userEvent.hover(over(element), { position: { x: 610, y: 120 } });
  await until('another place', () => part(element, '.tooltip').classList.contains('on'));
});

test('one that is read only tells what stands where, and does nothing else', async () => {
  const element = await mount({ data: sampleData(), readonly: true, locale: 'en' });
  element.dispatchEvent(new PointerEvent('pointerenter'));
  await userEvent.hover(over(element), { position: { x: 200, y: 80 } });
  await until('a tooltip', () => part(element, '.tooltip').textContent.includes('UTC'));
  const told = vi.fn();
  element.addEventListener('liq-range-change', told);
  element.addEventListener('liq-select', told);
  expect(wheel(element, { deltaY: -100, ctrlKey: true }).defaultPrevented).toBe(false);
  await userEvent.click(over(element), { position: { x: 200, y: 80 } });
  expect(told).not.toHaveBeenCalled();
  expect(
    element.shadowRoot?.querySelectorAll('button, select, [tabindex], [role=slider], [role=application]'),
  ).toHaveLength(0);
  element.readonly = false;
  element.controls = 'always';
  await until('the controls', () => part(element, '#controls').childElementCount > 0);
  element.readonly = true;
  await until('no controls', () => part(element, '#controls').childElementCount === 0);
  expect(wheel(element, { deltaY: -100, ctrlKey: true }).defaultPrevented).toBe(false);
});

test('a click keeps the tooltip and tells the page, the next one lets go', async () => {
  const { element } = await handy();
  const selected = vi.fn();
  element.addEventListener('liq-select', selected);
  await userEvent.click(over(element), { position: { x: 200, y: 80 } });
  await settled(element);
  expect(selected).toHaveBeenCalledTimes(1);
  expect(selected.mock.calls[0]?.[0].detail).toMatchObject({ step: 3_600_000 });
  const said = part(element, '.tooltip').textContent;
  await userEvent.hover(over(element), { position: { x: 600, y: 120 } });
  expect(part(element, '.tooltip').textContent).toBe(said);
  await userEvent.click(over(element), { position: { x: 600, y: 120 } });
  await userEvent.hover(over(element), { position: { x: 610, y: 120 } });
  await until('another place', () => part(element, '.tooltip').textContent !== said);
});
