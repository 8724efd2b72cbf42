import { html, nothing, render, type TemplateResult } from 'lit';
import type { Symbols } from '../../schema/answer/symbols.ts';
import { RANGE_NAMES } from '../../schema/range.ts';
import type { Host } from '../host.ts';
import { load, readJson } from '../load.ts';
import { allWords } from '../text/en-more.ts';
import { baseAsset, originOf } from '../urls.ts';
import { choice } from './choice.ts';
import { options } from './options.ts';
import { sharedState } from './share.ts';

/** The choices beside the title: symbol and range, and a button for the others. */
export function attachControls(host: Host): () => void {
  const { element, root } = host;
  const asking = new AbortController();
  const toggle = options(host, asking.signal);
  let known: Symbols['symbols'] = [];

  const draw = () => {
    const place = root.querySelector<HTMLElement>('#controls');
    if (place) render(element.controls === 'none' ? nothing : bar(), place);
  };
  const bar = (): TemplateResult => {
    const text = allWords(host.text());
    const symbol = baseAsset(element.symbol);
    const symbols = known.map(one => one.symbol);
    return html`${
      symbols.length > 1
        ? choice(host, 'symbol', symbols.includes(symbol) ? symbols : [symbol, ...symbols], {
            chosen: symbol,
          })
        : nothing
    }${element.isStored ? nothing : choice(host, 'range', RANGE_NAMES)}<button type="button" aria-haspopup="dialog" @click=${() => toggle(known)}>${text.options}</button>`;
  };

  draw();
  // Words, symbol and range may change from outside.
  const unfollow = host.follow(draw);
  applyShared(host);
  if (!element.isStored && element.controls !== 'none') {
    void load(`${originOf(element.endpoint)}/v1/symbols`, readJson<Symbols>, asking.signal).then(answer => {
      // An endpoint that is not ours may answer anything.
      if ('value' in answer && Array.isArray(answer.value.symbols)) known = answer.value.symbols;
      draw();
    });
  }
  return () => {
    asking.abort();
    unfollow();
    for (const id of ['#controls', '#extras']) {
      const place = root.querySelector<HTMLElement>(id);
      if (place) render(nothing, place);
    }
  };
}

/** A link that was shared brings its element to the same place. */
function applyShared({ element, zoom, frame }: Host): void {
  const shared = sharedState(location.hash, element);
  if (!shared) return;
  const { attributes, view } = shared;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (!view) return;
  const arrive = () => {
    if (!frame()) return;
    element.removeEventListener('liq-data', arrive);
    zoom(view);
  };
  element.addEventListener('liq-data', arrive);
  arrive();
}
