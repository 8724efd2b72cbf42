import { newestColumn } from './chart/standing-clusters.ts';
import type { Host } from './host.ts';
import type { LiqHeatmapData } from './surface/properties.ts';

/** The charts as they are on the screen, on the page's ground, under their title. */
export async function pictureOf(host: Host, type: string): Promise<Blob> {
  const plots = host.root.querySelector('.plots');
  const frame = host.frame();
  if (!plots || !frame) throw new Error('liq-heatmap: nothing is drawn yet that could be a picture');
  const box = plots.getBoundingClientRect();
  const scale = window.devicePixelRatio;
  const top = 40;
  const canvas = new OffscreenCanvas(
    Math.round((box.width + 24) * scale),
    Math.round((box.height + top + 12) * scale),
  );
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.scale(scale, scale);
  context.fillStyle = frame.ink.page;
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (const part of plots.querySelectorAll('canvas')) {
    const at = part.getBoundingClientRect();
    context.drawImage(part, at.left - box.left + 12, at.top - box.top + top, at.width, at.height);
  }
  context.fillStyle = frame.ink.text;
  const family = frame.ink.font.replace(/^\S+ /, '');
  context.font = `600 15px ${family}`;
  context.textBaseline = 'middle';
  const wordsIn = (place: string) =>
    [...host.root.querySelectorAll(`${place} :is(.title, .badge)`)]
      .map(({ textContent }) => textContent.trim())
      .join(' · ');
  context.fillText(wordsIn('header'), 12, top / 2);
  const between = host.root.querySelector('.between');
  if (between) {
    context.font = `600 12px ${family}`;
    const at = between.getBoundingClientRect();
    context.fillText(wordsIn('.between'), 12, at.top - box.top + top + at.height / 2);
  }
  return canvas.convertToBlob({ type });
}

/** Two tables, one after the other: the bars, and what stands at each level now. Missing numbers stay empty. */
export function csvOf({ heatmap, history }: LiqHeatmapData): string {
  const lines: string[] = [];
  if (history) {
    lines.push('time,liquidated_long_usd,liquidated_short_usd,count,close,covered');
    for (const { time, longUsd, shortUsd, count, close, covered } of history.bars) {
      lines.push(
        [new Date(time).toISOString(), longUsd, shortUsd, count, close, covered]
          .map(value => value ?? '')
          .join(','),
      );
    }
  }
  const close = heatmap?.candles.close.at(-1);
  if (heatmap && close !== undefined) {
    if (lines.length > 0) lines.push('');
    lines.push('price,side,standing_usd');
    const { first, ratio } = heatmap.price;
    newestColumn(heatmap).forEach((usd, y) => {
      const price = first * ratio ** (y + 0.5);
      if (usd > 0)
        lines.push(`${price.toPrecision(8)},${price < close ? 'long' : 'short'},${Math.round(usd)}`);
    });
  }
  return `${lines.join('\n')}\n`;
}
