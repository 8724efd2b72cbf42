import type { Host } from '../host.ts';
import { attachControls } from './controls.ts';
import { attachGestures } from './gestures.ts';
import { attachKeys } from './keys.ts';

/** Brings an element to hand: wheel, drag, pinch and keys, and the controls. Returns how to let go. */
export function attach(host: Host): () => void {
  const parts = [attachGestures(host), attachKeys(host), attachControls(host)];
  return () => {
    for (const detach of parts) detach();
  };
}
