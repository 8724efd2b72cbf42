import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { has, mount, part, sampleData, until } from '../stage.ts';

test('what a reader chooses is the attribute of that name, and the property', async () => {
  const element = await mount({ data: sampleData(), controls: 'always', locale: 'en' });
  await until('the controls', () => has(element, '#controls button'));
  await userEvent.click(part(element, '#controls button'));
  for (const [label, name, value] of [
    ['Colours', 'palette', 'mono'],
    ['Colour scale', 'scale', 'linear'],
    ['Side', 'side', 'short'],
  ] as const) {
    await userEvent.selectOptions(part(element, `select[aria-label="${label}"]`), value);
    expect([element.getAttribute(name), element[name]]).toEqual([value, value]);
  }
  const sides = [...part(element, 'select[aria-label="Side"]').querySelectorAll('option')];
  expect(sides.map(({ textContent }) => textContent)).toEqual(['both', 'longs', 'shorts']);
});
