import type { LiqHeatmap } from './liq-heatmap.ts';
import type { Stage } from './stage.ts';
import { shownViews } from './views.ts';

/** The parts of an element that load when they are used. */
export type UsedParts = {
  /** Loads what the element's attributes ask for. `positionChanged`: the reader's position is another. */
  follow: (stage: Stage, known: { positionChanged: boolean; hasData: boolean }) => void;
  /** The reader is here: gestures, keys, controls. */
  interact: (stage: () => Stage | undefined) => void;
  /** Lets go of listeners and requests. */
  release: () => void;
};

/** Keeps track of what an element has loaded. What cannot be loaded is told to the console, once. */
export function usedParts(element: LiqHeatmap): UsedParts {
  let interaction: Promise<(() => void) | undefined> | undefined;
  let asking = new AbortController();
  let readonly = element.readonly;
  let ramp = ','.repeat(8);

  const load = async <T>(task: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await task();
    } catch (cause) {
      console.warn('liq-heatmap: a part could not be loaded', cause);
      return undefined;
    }
  };

  const letGo = () => {
    void interaction?.then(detach => detach?.());
    interaction = undefined;
  };

  const parts: UsedParts = {
    follow(stage, { positionChanged, hasData }) {
      const { map } = shownViews(element.view);
      if (map && !stage.has('map')) {
        void load(async () => stage.overlay('map', (await import('./chart/map-overlay.ts')).drawMap));
      } else if (!map && stage.has('map')) stage.overlay('map', undefined);
      if (positionChanged && (element.position || stage.has('position'))) {
        void load(async () => (await import('./position.ts')).showPosition(stage, element.position));
      }
      if (element.readonly !== readonly) {
        readonly = element.readonly;
        letGo();
      }
      if (element.controls === 'always') parts.interact(() => stage);
      // Taken now: the element may have left the page before the part is here.
      const { signal } = asking;
      if (hasData) {
        void load(async () => {
          const { lateBadges } = await import('./late-badges.ts');
          if (!signal.aborted) lateBadges(stage, signal);
        });
      }
      const colours = stage.frame()?.ink.ramp;
      const wanted = `${colours}`;
      if (colours && wanted !== ramp) {
        ramp = wanted;
        void load(async () => {
          element.ramp = colours.some(Boolean) ? (await import('./ramp.ts')).rampOf(colours) : undefined;
        });
      }
    },
    interact(stage) {
      interaction ??= load(async () => {
        const { attach } = await import('./interaction/interaction.ts');
        await element.updateComplete;
        const ready = stage();
        return element.isConnected && ready ? attach(ready) : undefined;
      });
    },
    release() {
      letGo();
      asking.abort();
      asking = new AbortController();
    },
  };
  return parts;
}
