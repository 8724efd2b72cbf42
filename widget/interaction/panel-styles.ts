import { css } from 'lit';

/** Controls, options and table: they come with the part that shows them. */
export const panelStyles = css`
    .panel {
      position: absolute;
      z-index: 4;
      inset-block: 40px auto;
      inset-inline-start: 0;
      max-height: calc(100% - 64px);
      width: min(100%, 400px);
      display: flex;
      flex-direction: column;
      gap: 8px;
      padding: 10px 12px;
      border: 1px solid color-mix(in srgb, var(--fg) 18%, transparent);
      border-radius: 6px;
      background: var(--page);
    }
    .row { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 10px; }
    .scroll { flex: 1; min-height: 0; overflow: auto; overscroll-behavior: contain; }
    .fields { display: grid; align-content: start; gap: 8px; }
    .fields label:not(.check) { display: grid; grid-template-columns: 9rem minmax(0, 1fr); align-items: center; gap: 8px; }
    .check { display: flex; align-items: center; gap: 4px; min-height: 28px; }
    .check input { min-height: 0; width: 18px; height: 18px; }
    .note { margin: 0; font-size: 11px; }
    table { width: 100%; border-collapse: collapse; font-size: 12px; }
    th, td { padding: 3px 6px; text-align: end; font-weight: 400; border-bottom: 1px solid var(--line); }
    thead th { position: sticky; top: 0; background: var(--page); color: var(--faint); }
    th:first-child { text-align: start; }
    .wide { width: 55%; }
    .strip {
      position: relative;
      height: 12px;
      overflow: hidden;
      background: repeating-linear-gradient(135deg, color-mix(in srgb, var(--fg) 40%, transparent) 0 1px, transparent 1px 6px);
      forced-color-adjust: none;
    }
    .strip.mark { display: inline-block; width: 24px; vertical-align: -2px; }
    .strip i { position: absolute; inset-block: 0; background: color-mix(in srgb, var(--fg) 60%, var(--page)); }
    .end { position: absolute; top: -7px; width: 24px; height: 24px; margin-left: -12px; cursor: ew-resize; touch-action: none; }
    .end::before { content: ''; position: absolute; inset: 5px 10px 7px; border: 1px solid var(--page); border-radius: 2px; background: var(--fg); }
    button[aria-pressed='true'] { border-color: var(--accent); color: var(--accent); }
    button:disabled { opacity: 0.45; cursor: default; }
    select, input { font: inherit; color: inherit; background: var(--page); border: 1px solid color-mix(in srgb, var(--fg) 30%, transparent); border-radius: 4px; min-height: 28px; max-width: 100%; }
    #controls select, #controls button { font-size: 12px; padding: 2px 6px; }
`;
