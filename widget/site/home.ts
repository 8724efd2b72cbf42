import type { Range } from '../../schema/range.ts';
import type { Symbols } from '../../schema/wire.ts';
import type { PaletteName } from '../plot/palette.ts';
import { type Choice, snippets } from './snippets.ts';

// Named here again, not imported: a module shared with the element would be cut out of its one file.
const RANGES = ['12h', '24h', '3d', '7d', '30d', '90d', '180d', '1y'] as const satisfies Range[];
const PALETTES = ['ember', 'viridis', 'cividis', 'mono'] as const satisfies PaletteName[];

const form = document.querySelector('form') as HTMLFormElement;
const live = document.querySelector('#live') as HTMLElement;

offer('range', RANGES, live.getAttribute('range') ?? '30d');
offer('theme', ['auto', 'light', 'dark'], 'auto');
offer('palette', PALETTES, 'ember');
offer('symbol', ['BTC'], 'BTC');
show();
void offerSymbols();
void pin();

form.addEventListener('change', show);
document.addEventListener('click', event => {
  const button = event.target instanceof HTMLButtonElement ? event.target : undefined;
  const code = button?.closest('.code')?.querySelector('code');
  if (button && code) void copy(code, button);
});

let release: { file: string; integrity: string } | undefined;

/** The name and hash of this very build, for those who pin what they load. */
async function pin(): Promise<void> {
  const response = await fetch('/liq-heatmap.json');
  if (!response.ok) return;
  release = await response.json();
  show();
}

/** Puts the choice into the live element and the code to paste. */
function show(): void {
  const choice = Object.fromEntries(new FormData(form)) as Choice;
  for (const [name, value] of Object.entries(choice)) live.setAttribute(name, value);
  const texts = snippets(choice, location.origin, release);
  for (const [kind, text] of Object.entries(texts)) {
    const code = document.querySelector(`[data-kind="${kind}"] code`);
    if (code) code.textContent = text;
  }
}

function offer(name: string, values: readonly string[], chosen: string): void {
  const select = form.elements.namedItem(name) as HTMLSelectElement;
  select.replaceChildren(...values.map(value => new Option(value, value, false, value === chosen)));
}

/** The API knows which symbols there are, and from when: a recording in days has no 7 d to show. */
async function offerSymbols(): Promise<void> {
  const response = await fetch('/v1/symbols');
  if (!response.ok) return;
  const { symbols }: Symbols = await response.json();
  const names = symbols.map(({ symbol }) => symbol);
  const first = names.includes('BTC') ? 'BTC' : names[0];
  if (!first) return;
  offer('symbol', names, first);
  for (const example of document.querySelectorAll('.gallery liq-heatmap'))
    example.setAttribute('symbol', first);
  show();
}

async function copy(code: Element, button: HTMLButtonElement): Promise<void> {
  await navigator.clipboard.writeText(code.textContent);
  button.textContent = 'Copied';
  setTimeout(() => {
    button.textContent = 'Copy';
  }, 2000);
}
