import uPlot from 'uplot';
import type { Liquidations } from '../../schema/answer/liquidations.ts';
import { endOf } from '../chart/frame.ts';
import { clipped } from '../chart/pane.ts';
import type { Host } from '../host.ts';
import { load, readJson } from '../load.ts';
import { apiUrl } from '../urls.ts';

/** Largest events shown: more would hide the map. */
const MOST = 300;

/** Shows executed liquidations over the heatmap, circles whose area is their USD; or takes them away. */
export async function showPrints(host: Host, wanted: boolean, signal: AbortSignal): Promise<void> {
  if (!wanted) {
    host.overlay('prints', undefined);
    return;
  }
  const heatmap = host.whole()?.heatmap;
  if (!heatmap) return;
  const span = { from: `${heatmap.time.start}`, to: `${endOf(heatmap)}` };
  const url = apiUrl('liquidations', host.element, { ...span, limit: '1000' });
  const answer = await load(url, readJson<Liquidations>, signal);
  if ('failure' in answer) {
    host.tell('liq-error', answer.failure);
    return;
  }
  drawPrints(host, answer.value.events);
}

/** Draws events as circles, the largest `MOST` of them, the greatest 14 pixels wide. */
function drawPrints(host: Host, events: Liquidations['events']): void {
  const largest = [...events].sort((a, b) => b.notionalUsd - a.notionalUsd).slice(0, MOST);
  const greatest = largest[0]?.notionalUsd ?? 1;
  host.overlay('prints', (plot, { ink, side, heatmap }) => {
    const known = heatmap ? endOf(heatmap) : Number.POSITIVE_INFINITY;
    clipped(plot, ctx => {
      ctx.lineWidth = uPlot.pxRatio;
      ctx.strokeStyle = ink.page;
      for (const event of largest) {
        if ((side && event.side !== side) || event.time >= known) continue;
        const radius = Math.max(1.5, 14 * Math.sqrt(event.notionalUsd / greatest)) * uPlot.pxRatio;
        ctx.beginPath();
        const y = plot.valToPos(Math.log(event.price), 'y', true);
        ctx.arc(plot.valToPos(event.time, 'x', true), y, radius, 0, 2 * Math.PI);
        ctx.globalAlpha = 0.6;
        ctx.fillStyle = ink[event.side];
        ctx.fill();
        ctx.globalAlpha = 1;
        ctx.stroke();
      }
    });
  });
}
