import { afterEach, describe, expect, test, vi } from 'vitest';
import { HOUR, MINUTE } from '../../schema/range.ts';
import { middle, START } from './sample.ts';
import { has, mount, part, pixelAt, placeOf, sampleData, settled, until, words } from './stage.ts';

afterEach(() => vi.restoreAllMocks());

describe('drawing', () => {
  test('paints a dense cell in the strongest colour, a thin one in the faintest, and leaves the rest empty', async () => {
    const element = await mount({ data: sampleData(), theme: 'light' });
    // #860f24, the last stop of the default palette on light pages.
    expect(pixelAt(element, placeOf(element, 0.3, middle(25)))).toEqual([134, 15, 36, 255]);
    const [red = 0, green = 0, , alpha = 0] = pixelAt(element, placeOf(element, 0.3, middle(12)));
    expect(green).toBeGreaterThan(red);
    expect(alpha).toBeLessThan(130);
    expect(pixelAt(element, placeOf(element, 0.301, middle(22)))).toEqual([0, 0, 0, 0]);
  });

  test('a side that is chosen stands out: the positions of the other are veiled', async () => {
    const element = await mount({ data: sampleData(), theme: 'light' });
    const shorts = () => pixelAt(element, placeOf(element, 0.3, middle(25)));
    const longs = () => pixelAt(element, placeOf(element, 0.3, middle(12)));
    const plain = { shorts: shorts(), longs: longs() };
    expect(plain.shorts).toEqual([134, 15, 36, 255]);

    element.side = 'long';
    await settled(element);
    expect(longs()).toEqual(plain.longs);
    // 82 % of the white ground over #860f24.
    for (const [i, byte] of [233, 212, 216, 255].entries())
      expect(Math.abs((shorts()[i] as number) - byte)).toBeLessThanOrEqual(1);

    element.side = 'short';
    await settled(element);
    expect(shorts()).toEqual(plain.shorts);
    expect(longs()[3]).toBeGreaterThan(200);
    expect(plain.longs[3]).toBeLessThan(130);
  });

  test('draws every bar as high as its total, longs at the bottom and shorts upon them', async () => {
    const element = await mount({ data: sampleData(), theme: 'light' });
    const canvas = part(element, '.bars canvas') as HTMLCanvasElement;
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    // A column of pixels through the middle of the first bar.
    const middleOfBar = Math.round((canvas.width * 0.87) / 24 / 2);
    const { data } = context.getImageData(middleOfBar, 0, 1, canvas.height);
    const count = (r: number, g: number, b: number) =>
      Array.from({ length: canvas.height }, (_, y) => data.slice(y * 4, y * 4 + 4)).filter(
        pixel => pixel[0] === r && pixel[1] === g && pixel[2] === b && pixel[3] === 255,
      ).length;
    // #d23f34 is 1 M USD of longs, #1c9a63 2 M USD of shorts.
    const longs = count(210, 63, 52);
    const shorts = count(28, 154, 99);
    expect(longs).toBeGreaterThan(10);
    expect(shorts / longs).toBeCloseTo(2, 0);
  });

  test('follows its container without changing the height of the page twice', async () => {
    const element = await mount({ data: sampleData() }, 900);
    const before = part(element, '.heat canvas').getBoundingClientRect().width;
    (element.parentElement as HTMLElement).style.width = '600px';
    await settled(element);
    const after = part(element, '.heat canvas').getBoundingClientRect().width;
    expect(before).toBe(900);
    expect(after).toBe(600);
  });

  test('the charts fit their places when these move', async () => {
    const element = await mount({ data: sampleData() });
    part(element, 'header').style.height = '90px';
    const height = (selector: string) => part(element, selector).getBoundingClientRect().height;
    const before = height('.heat canvas');
    await until('the charts to follow', () => height('.heat canvas') < before);
    expect(height('.heat canvas')).toBe(Math.round(height('.heat')));
  });

  test('a narrow one says what is known now, not what its last column will be', async () => {
    const { heatmap, history } = sampleData();
    // Twenty minutes into the last hour.
    const data = { heatmap: { ...heatmap, generatedAt: START + 23 * HOUR + 20 * MINUTE }, history };
    const element = await mount({ data, locale: 'en-GB' }, 390);
    expect(words(element)).toContain('23:20 UTC');
  });

  test('has the same size before and after data come', async () => {
    vi.spyOn(globalThis, 'fetch').mockImplementation(() => new Promise(() => {}));
    const element = await mount();
    const before = element.getBoundingClientRect();
    expect(words(element)).toContain('Loading BTC');
    element.data = sampleData();
    await settled(element);
    expect(element.getBoundingClientRect()).toEqual(before);
    expect(has(element, '.heat canvas')).toBe(true);
  });

  test('is dark on a dark page and light on a light one, and follows when the page changes', async () => {
    const element = await mount({ data: sampleData() });
    expect(part(element, 'figure').dataset.theme).toBe('light');
    document.body.style.background = '#0b0e14';
    await settled(element);
    expect(part(element, 'figure').dataset.theme).toBe('dark');
    document.body.style.background = '#ffffff';
  });
});
