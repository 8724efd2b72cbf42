import { html, type TemplateResult } from 'lit';
import type { LoadFailure } from '../load.ts';
import { fill, type Messages } from '../text/en.ts';

/** Same size as the charts, nothing in them yet. */
export const loadingState = (text: Messages, symbol: string): TemplateResult =>
  html`<div class="skeleton"></div><div class="state faint" role="status"><p>${fill(text.loading, { symbol })}</p></div>`;

export const emptyState = (text: Messages, symbol: string): TemplateResult =>
  html`<div class="state faint" role="status"><p>${fill(text.empty, { symbol })}</p></div>`;

/** Says what was asked and what came, and offers to ask again. */
export const errorState = (text: Messages, failure: LoadFailure, retry: () => void): TemplateResult =>
  html`<div class="state" role="alert">
    <p>${text.failed}</p>
    <p class="faint">${fill(text.asked, { url: failure.url })}</p>
    <p class="faint">${fill(text.came, { answer: failure.answer })}</p>
    <button type="button" @click=${retry}>${text.retry}</button>
  </div>`;
