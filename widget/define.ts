import { LiqHeatmap } from './liq-heatmap.ts';

// A page may load this file twice, from two hosts or in two versions: the first one stands.
if (!customElements.get('liq-heatmap')) customElements.define('liq-heatmap', LiqHeatmap);

export { LiqHeatmap };

declare global {
  interface HTMLElementTagNameMap {
    'liq-heatmap': LiqHeatmap;
  }
}
