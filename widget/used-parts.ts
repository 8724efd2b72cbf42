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
  let scoring = new AbortController();
  let scored = '';

  const load = async <T>(task: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await task();
    } catch (cause) {
      console.warn('liq-heatmap: a part could not be loaded', cause);
      return undefined;
    }
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
      if (element.controls === 'always') parts.interact(() => stage);
      const score = `${element.symbol} ${element.endpoint} ${stage.text().noSkill}`;
      if (hasData && !element.data && scored !== score) {
        scored = score;
        // Taken now: the element may have left the page before the part is here.
        const { signal } = scoring;
        void load(async () => {
          const { showScore } = await import('./score.ts');
          if (!signal.aborted) await showScore(stage, signal);
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
      void interaction?.then(letGo => letGo?.());
      interaction = undefined;
      scoring.abort();
      scoring = new AbortController();
      scored = '';
    },
  };
  return parts;
}
