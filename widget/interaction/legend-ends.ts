import { html, render, type TemplateResult } from 'lit';
import type { Host } from '../host.ts';
import { type ChosenScale, type ColourScale, chosenScale, placeOnScale } from '../plot/colour-scale.ts';
import { allWords } from '../text/en-more.ts';

/** How far an arrow key moves an end, as a share of the legend; Page Up and Down five times as far. */
const STEP = 0.02;

type End = 'min' | 'max';

/** Makes the ends of the legend sliders: below the lower one nothing is drawn, from the upper one on the strongest colour. */
export function attachLegendEnds(host: Host): () => void {
  const { element, root } = host;
  let place: HTMLElement | undefined;

  const draw = () => {
    const ramp = root.querySelector<HTMLElement>('.ramp');
    const known = chosenScale(host.whole()?.heatmap, element);
    if (!ramp || !known) return;
    // Not into the ramp itself: its own parts are the element's to draw.
    if (place?.parentElement !== ramp) {
      place?.remove();
      place = document.createElement('div');
      ramp.append(place);
    }
    const words = allWords(host.text());
    render(html`${handle('min', words.threshold, known)}${handle('max', words.strongest, known)}`, place);
  };

  const move = (end: End, to: number) => {
    const known = chosenScale(host.whole()?.heatmap, element);
    if (!known) return;
    const { scale, legend } = known;
    // The ends keep a step between them; where one comes to the legend's own, the data choose again.
    if (end === 'min') {
      const part = Math.min(to, placeOnScale(scale.high, legend) - STEP);
      element.minIntensity = part <= 0 ? 0 : usdAt(part, legend);
    } else {
      const part = Math.max(to, placeOnScale(scale.low, legend) + STEP);
      element.maxIntensity = part >= 1 ? 0 : usdAt(part, legend);
    }
  };

  const handle = (end: End, label: string, { scale, legend }: ChosenScale): TemplateResult => {
    const usd = end === 'min' ? scale.low : scale.high;
    const part = placeOnScale(usd, legend);
    return html`<div
      class="end"
      role="slider"
      tabindex="0"
      aria-label=${label}
      title=${label}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(part * 100)}
      aria-valuetext=${host.format().usd(usd)}
      .style=${`left:${part * 100}%`}
      @keydown=${(event: KeyboardEvent) => key(event, end, part)}
      @pointerdown=${grab}
      @pointermove=${(event: PointerEvent) => drag(event, end)}
    ></div>`;
  };

  const key = (event: KeyboardEvent, end: End, part: number) => {
    const wanted = {
      ArrowRight: part + STEP,
      ArrowUp: part + STEP,
      ArrowLeft: part - STEP,
      ArrowDown: part - STEP,
      PageUp: part + 5 * STEP,
      PageDown: part - 5 * STEP,
      Home: 0,
      End: 1,
    }[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    move(end, wanted);
  };
  const grab = (event: PointerEvent) => {
    const target = event.currentTarget as HTMLElement;
    target.setPointerCapture(event.pointerId);
    target.focus();
  };
  const drag = (event: PointerEvent, end: End) => {
    const target = event.currentTarget as HTMLElement;
    const box = target.closest('.ramp')?.getBoundingClientRect();
    if (box && target.hasPointerCapture(event.pointerId)) move(end, (event.clientX - box.left) / box.width);
  };

  draw();
  const unfollow = host.follow(draw);
  return () => {
    unfollow();
    place?.remove();
  };
}

/** The USD at a place of a legend, to three figures. */
const usdAt = (part: number, { low, high, kind }: ColourScale): number =>
  Number((kind === 'log' ? low * (high / low) ** part : low + (high - low) * part).toPrecision(3));
