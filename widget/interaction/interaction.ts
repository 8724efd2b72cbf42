import type { Host } from '../host.ts';
import { attachControls } from './controls.ts';
import { attachGestures } from './gestures.ts';
import { attachKeys } from './keys.ts';
import { attachLayers } from './layers.ts';
import { panelStyles } from './panel-styles.ts';

/** Brings an element to hand: wheel, drag, pinch and keys, and the controls. Returns how to let go. */
export function attach(host: Host): () => void {
  const sheet = panelStyles.styleSheet;
  const { adoptedStyleSheets: sheets } = host.root;
  if (sheet && !sheets.includes(sheet)) sheets.push(sheet);
  const asking = new AbortController();
  const parts = [
    attachGestures(host),
    attachKeys(host),
    attachControls(host),
    attachLayers(host, asking.signal),
    () => asking.abort(),
  ];
  return () => {
    for (const detach of parts) detach();
  };
}
