import { html, nothing, type TemplateResult } from 'lit';
import type { Heatmap, HeatmapLayer } from '../../schema/answer/heatmap.ts';
import { cellValue } from '../../schema/cells.ts';
import { decodeHeatmapBin } from '../../schema/heatmap-bin.ts';
import { HEATMAP_PART_NAMES } from '../../schema/layer.ts';
import { LEVERAGE_GROUP_NAMES, LEVERAGE_GROUPS } from '../../schema/leverage-group.ts';
import type { Cell, Host } from '../host.ts';
import { load } from '../load.ts';
import { allWords } from '../text/en-more.ts';
import { apiUrl } from '../urls.ts';
import { drawPrior } from './prior-overlay.ts';

/**
 * Fetches what qualifies the cells once a reader takes interest: band, split by leverage and the share
 * that is assumption; a grid that was handed over may bring its own. Each grid is asked for once; what cannot
 * be had is left out.
 */
export function attachLayers(host: Host, signal: AbortSignal): () => void {
  let asked: Heatmap | undefined;
  let bands = host.element.bands;
  const qualify = ({ band, ...heatmap }: Heatmap) => {
    const parts = { ...heatmap, ...(band && bands !== 'off' && { band }) };
    host.layers(parts, at => describe(host, parts, at));
    if (parts.layers?.priorShare) host.overlay('prior', drawPrior);
  };
  const ask = async () => {
    const { element } = host;
    const heatmap = host.whole()?.heatmap;
    const isKnown = heatmap?.bytes === asked?.bytes && element.bands === bands;
    if (!heatmap || isKnown) return;
    const kept = (element.exchange === 'all' || !element.exchange) && !element.leverage;
    if (!element.isStored && !kept) return;
    asked = heatmap;
    bands = element.bands;
    if (element.isStored) return qualify(heatmap);
    const url = apiUrl('heatmap', element, {
      range: element.range,
      format: 'bin',
      with: HEATMAP_PART_NAMES.filter(part => part !== 'band' || bands !== 'off').join(),
    });
    const answer = await load(url, decodeHeatmapBin, signal);
    if (!('value' in answer) || host.whole()?.heatmap?.bytes !== heatmap.bytes) return;
    qualify(answer.value);
  };
  void ask();
  return host.follow(() => void ask());
}

/** The band of a cell, its parts by leverage, and whether it is mostly assumption. */
function describe(host: Host, { layers, band, split }: Heatmap, { index, usd }: Cell): TemplateResult {
  const { usd: money } = host.format();
  const byte = (layer: HeatmapLayer) => layers?.[layer]?.[index] ?? 0;
  if (usd === 0) return html``;
  const parts = LEVERAGE_GROUP_NAMES.map(group => ({
    name: LEVERAGE_GROUPS[group].label,
    value: split ? cellValue(split[group], byte(group)) : 0,
  }));
  const sum = parts.reduce((total, { value }) => total + value, 0);
  const share = (value: number) => `${Math.round((value / sum) * 100)}%`;
  return html`${
    band
      ? html`<div class="faint">${money(cellValue(band.low, byte('low')))} – ${money(cellValue(band.high, byte('high')))}</div>`
      : nothing
  }${
    sum > 0
      ? html`<div class="faint">${parts.map(({ name, value }) => `${name} ${share(value)}`).join(' · ')}</div>`
      : nothing
  }${byte('priorShare') >= 128 ? html`<div class="faint">${allWords(host.text()).assumed}</div>` : nothing}`;
}
