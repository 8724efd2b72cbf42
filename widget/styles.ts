import { css } from 'lit';

export const styles = css`
    :host {
      display: block;
      position: relative;
      box-sizing: border-box;
      /* A definite width, or browsers widen the element to keep its ratio at the least height. */
      width: 100%;
      min-width: 0;
      aspect-ratio: 16 / 9;
      min-height: 30rem;
      max-height: 46rem;
      contain: layout;
      text-align: start;
    }
    :host([hidden]) { display: none; }
    :host([compact]) { min-height: 17rem; }
    :host([compact]) :is(#controls, footer > * + *), :host([readonly]) #controls { display: none; }
    :host([compact]) .between { height: 0; padding: 0; visibility: hidden; }
    :host([compact]) .title { font-size: 13px; }
    [hidden] { display: none !important; }
    *, *::before, *::after { box-sizing: border-box; }

    figure {
      --fg: var(--liq-fg, #1c2024);
      --faint: color-mix(in srgb, var(--fg) 64%, transparent);
      --line: var(--liq-grid, color-mix(in srgb, var(--fg) 9%, transparent));
      --accent: var(--liq-accent, #2563c9);
      --long: var(--liq-long, #d23f34);
      --short: var(--liq-short, #1c9a63);
      --warn: #8a5a00;
      position: absolute;
      inset: 0;
      margin: 0;
      display: grid;
      grid-template: auto minmax(0, 1fr) auto / minmax(0, 1fr);
      gap: 6px;
      color: var(--fg);
      background: var(--liq-bg, transparent);
      border-radius: var(--liq-radius, 0);
      font-family: var(--liq-font, inherit);
      font-size: 13px;
      font-weight: 400;
      line-height: 1.4;
      font-variant-numeric: tabular-nums;
      letter-spacing: normal;
    }
    figure[data-theme='dark'] {
      --fg: var(--liq-fg, #e3e7ec);
      --line: var(--liq-grid, color-mix(in srgb, var(--fg) 8%, transparent));
      --accent: var(--liq-accent, #79b0ff);
      --long: var(--liq-long, #f0584e);
      --short: var(--liq-short, #2fb277);
      --warn: #e0b252;
    }
    figure[data-solid='light'] { background: var(--liq-bg, #ffffff); padding: 12px; }
    figure[data-solid='dark'] { background: var(--liq-bg, #0d1117); padding: 12px; }

    header, .between, footer {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 2px 10px;
      min-width: 0;
    }
    .title { font-weight: 600; font-size: 15px; letter-spacing: -0.005em; }
    .between .title { font-size: 13px; }
    .faint { color: var(--faint); unicode-bidi: isolate; }
    .push { margin-inline-start: auto; }
    .badge {
      font-size: 11px;
      line-height: 16px;
      padding: 0 6px;
      border: 1px solid currentColor;
      border-radius: 3px;
      color: var(--faint);
      white-space: nowrap;
    }
    .badge.loud { color: var(--warn); font-weight: 600; letter-spacing: 0.04em; }
    .badge.plain { border: 0; padding: 0; }
    .between, .between .badge { font-size: 12px; }

    .plots {
      position: relative;
      display: grid;
      grid-template: minmax(0, 3fr) auto minmax(0, 1fr) / minmax(0, 1fr);
      min-height: 0;
      direction: ltr;
    }
    .plots[data-rows='heat'] { grid-template-rows: minmax(0, 1fr); }
    .plots[data-rows='bars'] { grid-template-rows: auto minmax(0, 1fr); }
    .unseen { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    .pane { position: relative; min-width: 0; min-height: 0; overflow: hidden; touch-action: pan-y; }
    .pane > * { position: absolute; inset: 0; }
    /* What uPlot's own sheet says of the parts we use. */
    .uplot { width: min-content; }
    .uplot canvas { display: block; width: 100%; height: 100%; }
    .u-wrap { position: relative; user-select: none; }
    .u-over, .u-under, .u-axis, .u-cursor-x, .u-cursor-y { position: absolute; }
    .u-cursor-x, .u-cursor-y { left: 0; top: 0; pointer-events: none; will-change: transform; }
    .u-select, .u-off { display: none; }
    .u-over, .u-under { overflow: hidden; }
    .u-over { cursor: crosshair; }
    .u-hz .u-cursor-x, .u-vt .u-cursor-y { height: 100%; border-right: 1px solid color-mix(in srgb, var(--fg) 55%, transparent); }
    .u-hz .u-cursor-y, .u-vt .u-cursor-x { width: 100%; border-bottom: 1px solid color-mix(in srgb, var(--fg) 55%, transparent); }
    .between { padding: 4px 0 0; }

    .swatch { display: inline-block; width: 9px; height: 9px; margin-inline-end: 4px; border-radius: 1px; vertical-align: 0; }
    .swatch.long { background: var(--long); }
    .swatch.short { background: var(--short); }

    .scale { display: flex; margin-inline-start: auto; gap: 8px; font-size: 11px; line-height: 14px; color: var(--faint); }
    .ramp { position: relative; width: 190px; margin-inline-end: 14px; height: 24px; direction: ltr; }
    .ramp i { position: absolute; inset: 1px 0 auto; height: 8px; border-radius: 1px; }
    .ramp span { position: absolute; top: 11px; transform: translateX(-50%); white-space: nowrap; }
    .ramp span::before { content: ''; position: absolute; top: -3px; left: 50%; width: 1px; height: 3px; background: var(--faint); }

    .tooltip {
      position: absolute;
      z-index: 3;
      top: 0;
      left: 0;
      max-width: 300px;
      white-space: nowrap;
      padding: 8px 10px;
      border: 1px solid color-mix(in srgb, var(--fg) 18%, transparent);
      border-radius: 4px;
      background: var(--page);
      font-size: 12px;
      line-height: 17px;
      pointer-events: none;
      visibility: hidden;
    }
    .tooltip.on { visibility: visible; }
    .tooltip b { font-weight: 600; font-size: 13px; }
    .tooltip > div + div { margin-top: 6px; padding-top: 6px; border-top: 1px solid color-mix(in srgb, var(--fg) 14%, transparent); }
    dl { display: grid; grid-template-columns: auto auto; gap: 0 12px; margin: 2px 0 0; }
    dt { color: var(--faint); }
    dd { margin: 0; text-align: end; }

    #controls { display: flex; flex-wrap: wrap; gap: 6px; min-height: 28px; opacity: 0; }
    figure:hover #controls, figure:focus-within #controls { opacity: 1; }
    :host([controls='always']) #controls { opacity: 1; }
    :host([controls='none']) #controls { display: none; }
    #late { display: contents; }

    .state {
      position: absolute;
      inset: 0;
      display: grid;
      place-content: center;
      justify-items: center;
      gap: 6px;
      padding: 16px;
      text-align: center;
      overflow-wrap: anywhere;
    }
    .state p { margin: 0; max-width: 60ch; }
    .skeleton {
      position: absolute;
      inset: 0 64px 26px 0;
      background:
        linear-gradient(var(--line) 1px, transparent 1px) 0 0 / 100% 20%;
      border-bottom: 1px solid var(--line);
    }
    button {
      font: inherit;
      color: var(--fg);
      background: none;
      border: 1px solid color-mix(in srgb, var(--fg) 30%, transparent);
      border-radius: 4px;
      min-height: 28px;
      padding: 2px 12px;
      cursor: pointer;
    }
    button:hover { border-color: var(--accent); color: var(--accent); }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    footer { font-size: 11px; color: var(--faint); }

    figure[data-narrow] .title { font-size: 14px; }
    figure[data-narrow] .between .title { font-size: 12px; }
    /* The controls come later: their row waits for them. */
    figure[data-narrow] #controls { flex-basis: 100%; justify-content: flex-end; }
    figure[data-narrow] .ramp { width: 150px; }
    figure[data-narrow] .tooltip {
      position: static;
      display: grid;
      grid-template-columns: 1fr auto;
      gap: 12px;
      max-width: none;
      height: 62px;
      visibility: visible;
      padding: 6px 0 0;
      border-width: 1px 0 0;
      border-color: var(--line);
      border-radius: 0;
      background: none;
    }
    figure[data-narrow] .tooltip > div + div { margin: 0; padding: 0; border: 0; }
    figure[data-narrow] .scale { flex-basis: 100%; order: -1; }
    slot { display: block; }
    @media (hover: none) { #controls { opacity: 1; } }
    @media (forced-colors: active) {
      .swatch, .ramp i, canvas { forced-color-adjust: none; }
      figure { --fg: CanvasText; --line: color-mix(in srgb, CanvasText 18%, Canvas); --accent: Highlight; --warn: CanvasText; }
    }
    @media print {
      :host { break-inside: avoid; }
      #controls, .panel { display: none; }
    }
  `;
