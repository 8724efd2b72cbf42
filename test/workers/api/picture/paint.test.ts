import { expect, test } from 'vitest';
import { glyph } from '../../../../workers/api/picture/glyphs.ts';
import { paint } from '../../../../workers/api/picture/paint.ts';
import { png } from '../../../../workers/api/picture/png.ts';
import { rectangle, type Shape, text } from '../../../../workers/api/picture/shapes.ts';
import { svg } from '../../../../workers/api/picture/svg.ts';

const picture = (shapes: Shape[], width = 4, height = 3) => ({
  width,
  height,
  background: '#ffffff',
  shapes,
  title: 'A < B',
  summary: 'words & numbers',
});
const hex = (pixels: Uint32Array) => [...pixels].map(pixel => pixel.toString(16));

test('a rectangle fills its pixels, and a translucent one lets half of the page through', () => {
  const { pixels } = paint(
    picture([rectangle(1, 0, 2, 1, '#ff0000'), rectangle(0, 2, 1, 1, '#000000', 0.5)]),
  );
  expect(hex(pixels)).toEqual([
    ...['ffffffff', 'ff0000ff', 'ff0000ff', 'ffffffff'],
    ...['ffffffff', 'ffffffff', 'ffffffff', 'ffffffff'],
    ...['ff7f7f7f', 'ffffffff', 'ffffffff', 'ffffffff'],
  ]);
});

test('a rectangle thinner than a pixel is still seen, and one outside is not', () => {
  const { pixels } = paint(picture([rectangle(1, 1, 0.2, 0.2, '#0000ff'), rectangle(9, 9, 3, 3, '#000000')]));
  expect(hex(pixels).filter(pixel => pixel !== 'ffffffff')).toEqual(['ffff0000']);
});

test('a raster is stretched to its place, and its empty pixels show the page', () => {
  const raster = { width: 2, height: 1, pixels: Uint32Array.of(0xff0000ff, 0) };
  const { pixels } = paint(picture([{ kind: 'raster', x: 0, y: 1, width: 4, height: 2, raster }]));
  const red = ['ff0000ff', 'ff0000ff', 'ffffffff', 'ffffffff'];
  expect(hex(pixels).slice(4)).toEqual([...red, ...red]);
});

test('text stands on its baseline, from the left, the middle or the right', () => {
  const inked = (align: 'start' | 'middle' | 'end') => {
    const { pixels } = paint(picture([text(10, 8, 'I', 9, '#000000', align)], 20, 10));
    return [...pixels].flatMap((pixel, at) => (pixel === 0xff000000 ? [[at % 20, Math.floor(at / 20)]] : []));
  };
  const columns = (align: 'start' | 'middle' | 'end') => inked(align).map(([x]) => x as number);
  // A letter is five by seven; the I has ink in the three in the middle.
  expect([Math.min(...columns('start')), Math.max(...columns('start'))]).toEqual([11, 13]);
  expect([Math.min(...columns('middle')), Math.max(...columns('middle'))]).toEqual([9, 11]);
  expect([Math.min(...columns('end')), Math.max(...columns('end'))]).toEqual([6, 8]);
  const rows = inked('start').map(([, y]) => y as number);
  expect([Math.min(...rows), Math.max(...rows)]).toEqual([1, 7]);
});

test('every letter that pictures use is drawn five by seven, and the unknown is a question mark', () => {
  for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcxyz0123456789.,:;-+/%$()·−')
    expect(glyph(letter), letter).toHaveLength(35);
  expect(new Set([...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'].map(letter => glyph(letter)?.join())).size).toBe(
    36,
  );
  expect(glyph('漢')).toEqual(glyph('?'));
  expect(glyph(' ')).toBeUndefined();
});

test('a PNG holds the pixels it was made from', async () => {
  const pixels = Uint32Array.of(0xff0000ff, 0xff00ff00, 0x80ff0000, 0);
  const bytes = await png({ width: 2, height: 2, pixels });
  const view = new DataView(bytes.buffer);
  expect([...bytes.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  expect([view.getUint32(16), view.getUint32(20), bytes[24], bytes[25]]).toEqual([2, 2, 8, 6]);
  // The CRC of an empty IEND chunk is known from every PNG file.
  expect([...bytes.subarray(-4)]).toEqual([0xae, 0x42, 0x60, 0x82]);
  const length = view.getUint32(33);
  const data = new Blob([bytes.slice(41, 41 + length)])
    .stream()
    .pipeThrough(new DecompressionStream('deflate'));
  const rows = new Uint8Array(await new Response(data).arrayBuffer());
  // Filter 2: each row is the difference to the one above, modulo 256.
  expect([...rows]).toEqual([2, 255, 0, 0, 255, 0, 255, 0, 255, 2, 1, 0, 255, 129, 0, 1, 0, 1]);
});

test('an SVG says its title and summary, escapes what it is given, and needs nothing from outside', async () => {
  const raster = { width: 1, height: 1, pixels: Uint32Array.of(0xff0000ff) };
  const markup = await svg(
    picture([
      text(1, 2, '5 < 6', 15, '#000000', 'end'),
      rectangle(0.123456, 0, 1, 1, '#00ff00', 0.5),
      { kind: 'raster', x: 0, y: 0, width: 4, height: 3, raster },
    ]),
  );
  expect(markup).toContain('<title id="title">A &lt; B</title>');
  expect(markup).toContain('<desc id="summary">words &amp; numbers</desc>');
  expect(markup).toContain(
    '<text x="1" y="2" font-size="15" text-anchor="end" fill="#000000">5 &lt; 6</text>',
  );
  expect(markup).toContain('<rect x="0.12" y="0" width="1" height="1" fill="#00ff00" fill-opacity="0.5"/>');
  expect([...markup.matchAll(/(?:href|src)="([^"]{0,22})/g)].map(match => match[1])).toEqual([
    'data:image/png;base64,',
  ]);
});
