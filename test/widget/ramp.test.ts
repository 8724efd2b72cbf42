import { expect, test, vi } from 'vitest';
import { palette } from '../../widget/plot/palette.ts';
import { rampOf } from '../../widget/ramp.ts';
import { middle } from './sample.ts';
import { mount, part, pixelAt, placeOf, sampleData, until } from './stage.ts';

const bytes = (entry: number | undefined) => {
  const value = entry as number;
  return [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];
};

test('any CSS colours take their places, from the thinnest to the densest', () => {
  const colours = [
    'white',
    '#eee',
    'rgb(0 0 255 / 50%)',
    'teal',
    'gray',
    'hsl(0 100% 50%)',
    'navy',
    'black',
    'lime',
  ];
  const ramp = rampOf(colours)(palette('ember', 'light'));
  expect(ramp[0]).toBe(0);
  expect(bytes(ramp[1])).toEqual([255, 255, 255, 255]);
  expect(bytes(ramp[255])).toEqual([0, 255, 0, 255]);
  // Entries lie 254 / 8 = 31.75 apart: the third colour is next to entry 64 or 65.
  expect(bytes(ramp[64])[3]).toBeLessThan(140);
});

test.each(['', 'no colour', 'inherit', 'var(--x)'])('“%s” leaves the palette its colour', colour => {
  const ember = palette('ember', 'dark');
  const ramp = rampOf(Array.from({ length: 9 }, () => colour))(ember);
  for (const at of [1, 255]) expect(bytes(ramp[at])).toEqual(bytes(ember[at]));
});

test('a page’s own colours are drawn, follow at once, and go again', async () => {
  const warned = vi.spyOn(console, 'warn');
  const element = await mount({ data: sampleData(), theme: 'light' });
  const dense = () => pixelAt(element, placeOf(element, 0.3, middle(25))).join();
  expect(dense()).toBe('134,15,36,255');
  element.style.setProperty('--liq-ramp-8', 'rgb(1, 2, 250)');
  await until('blue', () => dense() === '1,2,250,255');
  expect(part(element, '.ramp i').style.background).toContain('rgb(1, 2, 250)');
  element.style.setProperty('--liq-ramp-8', 'rgb(1, 200, 3)');
  await until('green', () => dense() === '1,200,3,255');
  element.style.removeProperty('--liq-ramp-8');
  await until('the palette', () => dense() === '134,15,36,255');
  // Lit complains where an update asks for another.
  expect(warned.mock.calls.flat().join()).not.toContain('change-in-update');
  warned.mockRestore();
});
