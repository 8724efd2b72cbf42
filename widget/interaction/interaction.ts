import type { Host } from '../host.ts';
import { attachControls } from './controls.ts';
import { attachGestures } from './gestures.ts';
import { attachKeys } from './keys.ts';
import { attachLayers } from './layers.ts';
import { attachLegendEnds } from './legend-ends.ts';
import { panelStyles } from './panel-styles.ts';

/**
 * Brings an element to hand: wheel, drag, pinch and keys, the controls and the legend's ends; one that is read
 * only, what its tooltip tells more. Returns how to let go.
 */
export function attach(host: Host): () => void {
  const sheet = panelStyles.styleSheet;
  const { adoptedStyleSheets: sheets } = host.root;
  if (sheet && !sheets.includes(sheet)) sheets.push(sheet);
  const asking = new AbortController();
  const parts = [
    attachLayers(host, asking.signal),
    ...(host.element.readonly ? [] : [attachGestures, attachKeys, attachControls, attachLegendEnds]).map(
      part => part(host),
    ),
    () => asking.abort(),
  ];
  return () => {
    for (const detach of parts) detach();
  };
}
