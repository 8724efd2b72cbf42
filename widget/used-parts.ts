import type { ReactiveController } from 'lit';
import type { LiqHeatmap } from './liq-heatmap.ts';
import type { Stage } from './stage.ts';
import { shownViews } from './views.ts';

/** What tells that a reader is here. */
const INTERESTS = ['pointerenter', 'touchstart', 'focusin'] as const;

/** The parts of an element that load when they are used. */
export type UsedParts = ReactiveController & {
  /** A palette with the page's own colours over it, where it has set some. */
  coloured: (palette: Uint32Array<ArrayBuffer>) => Uint32Array<ArrayBuffer>;
};

/**
 * Loads what an element's attributes ask for, and with its first reader gestures, keys and controls; lets go of all
 * when it leaves the page. What cannot be loaded is told to the console, once. Comes after what draws the stage.
 */
export function usedParts(
  element: LiqHeatmap,
  { stage, hasData }: { stage: () => Stage | undefined; hasData: () => boolean },
): UsedParts {
  let interaction: Promise<(() => void) | undefined> | undefined;
  let asking = new AbortController();
  let readonly = false;
  let position = '';
  let rampWords = ','.repeat(8);
  let ramp: UsedParts['coloured'] | undefined;

  const load = async <T>(task: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await task();
    } catch (cause) {
      console.warn('liq-heatmap: a part could not be loaded', cause);
      return undefined;
    }
  };

  const interact = () => {
    interaction ??= load(async () => {
      const { attach } = await import('./interaction/interaction.ts');
      await element.updateComplete;
      const ready = stage();
      return element.isConnected && ready ? attach(ready) : undefined;
    });
  };
  const letGo = () => {
    void interaction?.then(detach => detach?.());
    interaction = undefined;
  };

  const drawMap = (on: Stage) => {
    const { map } = shownViews(element.view);
    if (map && !on.has('map')) {
      void load(async () => on.overlay('map', (await import('./chart/map-overlay.ts')).drawMap));
    } else if (!map && on.has('map')) on.overlay('map', undefined);
  };
  const drawPosition = (on: Stage) => {
    if (element.position === position) return;
    position = element.position;
    void load(async () => (await import('./position.ts')).showPosition(on, element.position));
  };
  const drawBadges = (on: Stage) => {
    // Taken now: the element may have left the page before the part is here.
    const { signal } = asking;
    void load(async () => {
      const { lateBadges } = await import('./late-badges.ts');
      if (!signal.aborted) lateBadges(on, signal);
    });
  };
  const layRamp = (colours: readonly string[] = []) => {
    const wanted = `${colours}`;
    if (colours.length === 0 || wanted === rampWords) return;
    rampWords = wanted;
    void load(async () => {
      // Not within the update that found them.
      await element.updateComplete;
      const laid = colours.some(Boolean) ? (await import('./ramp.ts')).rampOf(colours) : undefined;
      if (wanted !== rampWords) return;
      ramp = laid;
      element.requestUpdate();
    });
  };

  const parts: UsedParts = {
    coloured: palette => ramp?.(palette) ?? palette,
    hostConnected() {
      for (const name of INTERESTS) element.addEventListener(name, interact, { passive: true });
      // A shared link: what it shows is read by the part that made it.
      if (location.hash.startsWith('#liq=')) interact();
    },
    hostUpdated() {
      const on = stage();
      if (!on || !element.isConnected) return;
      drawMap(on);
      drawPosition(on);
      if (element.readonly !== readonly) letGo();
      readonly = element.readonly;
      if (element.controls === 'always') interact();
      if (hasData()) drawBadges(on);
      layRamp(on.frame()?.ink.ramp);
    },
    hostDisconnected() {
      for (const name of INTERESTS) element.removeEventListener(name, interact);
      letGo();
      asking.abort();
      asking = new AbortController();
    },
  };
  element.addController(parts);
  return parts;
}
