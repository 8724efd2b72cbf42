import { escapeHtml } from '../html.ts';
import { png } from './png.ts';
import type { Fill, Picture, Shape } from './shapes.ts';

/** A picture as SVG; what it shows is told in words inside of it. */
export async function svg({ width, height, background, shapes, title, summary }: Picture): Promise<string> {
  const drawn = await Promise.all(shapes.map(draw));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title summary" font-family="system-ui, -apple-system, 'Segoe UI', sans-serif">
<title id="title">${escapeHtml(title)}</title>
<desc id="summary">${escapeHtml(summary)}</desc>
<rect width="${width}" height="${height}" fill="${background}"/>
${drawn.join('\n')}
</svg>
`;
}

async function draw(shape: Shape): Promise<string> {
  if (shape.kind === 'raster') {
    const { x, y, width, height, raster } = shape;
    const data = (await png(raster)).toBase64();
    return `<image x="${x}" y="${y}" width="${width}" height="${height}" preserveAspectRatio="none" style="image-rendering:pixelated" href="data:image/png;base64,${data}"/>`;
  }
  if (shape.kind === 'text') {
    const { x, y, text, size, align, fill } = shape;
    const anchor = align === 'start' ? '' : ` text-anchor="${align}"`;
    return `<text x="${number(x)}" y="${number(y)}" font-size="${size}"${anchor} ${attributes(fill)}>${escapeHtml(text)}</text>`;
  }
  const { x, y, width, height, fill } = shape;
  return `<rect x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}" ${attributes(fill)}/>`;
}

const attributes = ({ colour, opacity = 1 }: Fill): string =>
  `fill="${colour}"${opacity < 1 ? ` fill-opacity="${number(opacity)}"` : ''}`;

const number = (value: number): string => String(Math.round(value * 100) / 100);
