import { html, nothing, render, type TemplateResult } from 'lit';
import type { Host } from '../host.ts';
import { allWords } from '../text/en-more.ts';

type Content = {
  label: string;
  /** Stands beside the close button; the label as a title when left out. */
  head?: TemplateResult;
  body: TemplateResult;
  id?: string;
  part?: string;
};

export type Panel = {
  /** Shows the panel with what its content now is. */
  draw: () => void;
  close: () => void;
};

/** Opens a panel over the charts; its close button and Escape take it away and give the focus back. */
export function openPanel(host: Host, content: () => Content | undefined, closed = () => {}): Panel {
  const place = host.root.querySelector<HTMLElement>('#extras');
  const before = host.root.activeElement;
  const close = () => {
    closed();
    if (place) render(nothing, place);
    if (before instanceof HTMLElement) before.focus();
  };
  const draw = () => {
    const shown = content();
    if (!place || !shown) return;
    const { label, body, head = html`<span class="title">${label}</span>`, id, part } = shown;
    render(
      html`<section
        class="panel"
        id=${id ?? nothing}
        part=${part ?? nothing}
        role="dialog"
        aria-label=${label}
        @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && close()}
      >
        <div class="row">${head}<button type="button" class="push" id="close" @click=${close}>${allWords(host.text()).close}</button></div>
        ${body}
      </section>`,
      place,
    );
  };
  draw();
  place?.querySelector<HTMLElement>('#close')?.focus();
  return { draw, close };
}
